package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in Chromium: fabrice in two tabs of one browser, paulson in another browser. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrowserIT {
    @TempDir
    static Path profiles;

    private static ServerUnderTest server;
    private static PortfolioPage fabrice;
    private static PortfolioPage paulson;
    private String first;
    private String second;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(
                Files.isExecutable(PortfolioPage.CHROMIUM) && Files.isExecutable(PortfolioPage.DRIVER),
                "There is no Chromium here for the browser test; install it with: apt-get install -y chromium"
                        + " chromium-driver");
        server = ServerUnderTest.start();
        var url = "http://127.0.0.1:" + server.port() + server.at("/");
        fabrice = new PortfolioPage(url, profiles.resolve("fabrice"));
        paulson = new PortfolioPage(url, profiles.resolve("paulson"));
    }

    @AfterAll
    static void stop() {
        if (fabrice != null) {
            fabrice.close();
        }
        if (paulson != null) {
            paulson.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** Both users are logged in, fabrice in two tabs; what a test before has left is reloaded away. */
    @BeforeEach
    void bothAreLoggedIn() {
        first = fabrice.tabs().iterator().next();
        fabrice.in(first).open();
        logIn(fabrice, "fabrice", "fab123");
        if (fabrice.tabs().size() == 1) {
            second = fabrice.openTab();
        } else {
            second = fabrice.tabs().stream()
                    .filter(tab -> !tab.equals(first))
                    .findFirst()
                    .orElseThrow();
            fabrice.in(second).open();
        }
        fabrice.in(second).awaitPositions();
        paulson.open();
        logIn(paulson, "paulson", "bond");
    }

    private static void logIn(PortfolioPage page, String username, String password) {
        if (page.user().isEmpty()) {
            page.logIn(username, password);
        }
        page.awaitPositions();
    }

    @Test
    void prices_move_for_both() throws Exception {
        for (var page : List.of(fabrice.in(first), paulson)) {
            page.await("The prices should be shown", () -> page.shows("BTC") && page.shows("AAPL"));
            var before = page.price("BTC");
            page.await("The price of BTC should move", () -> page.price("BTC").compareTo(before) != 0);
        }
        fabrice.screenshot("portfolio");
    }

    @Test
    void the_ticker_that_is_chosen_is_drawn_at_large() {
        fabrice.in(first);
        for (var ticker : List.of("ETH", "AAPL")) {
            fabrice.choose(ticker);
            fabrice.await(
                    "The chart should be that of " + ticker,
                    () -> fabrice.drawn().equals(ticker));
            fabrice.await("Its course should be a line", () -> fabrice.points() > 2);
        }
    }

    @Test
    void who_comes_sees_the_course_of_before() {
        fabrice.in(first).await("There should be a course of ten seconds", () -> fabrice.spanSeconds() >= 10);
        paulson.open();
        paulson.await("It should be seen at once", () -> paulson.spanSeconds() >= 10);
        assertTrue(paulson.secondsOpen() < 10, "The page should not have waited for it");
    }

    @Test
    void a_purchase_changes_both_tabs_of_the_buyer_and_nothing_of_the_other() throws Exception {
        long before = fabrice.in(first).shares("AAPL");
        var cash = fabrice.cash();
        long others = paulson.shares("AAPL");
        var othersCash = paulson.cash();

        fabrice.order("buy", "AAPL", 7);
        fabrice.await(
                "The order should be filled", () -> fabrice.newestOrderState().equals("filled"));
        fabrice.await("The buyer's tab should show the shares", () -> fabrice.shares("AAPL") == before + 7);
        assertTrue(fabrice.cash().compareTo(cash) < 0);
        fabrice.screenshot("bought");

        fabrice.in(second).await("The other tab should show them too", () -> fabrice.shares("AAPL") == before + 7);
        assertEquals(others, paulson.shares("AAPL"));
        assertEquals(othersCash, paulson.cash());
        assertEquals(0, paulson.orders());
        paulson.screenshot("not-bought");
    }

    @Test
    void an_error_shows_only_where_it_was_caused() throws Exception {
        fabrice.in(first).order("sell", "ETH", 900_000);
        fabrice.await(
                "The order should be rejected", () -> fabrice.newestOrderState().equals("rejected"));
        assertTrue(fabrice.newestOrderError().contains("ETH"), fabrice::newestOrderError);
        fabrice.screenshot("rejected");

        assertEquals(List.of(), fabrice.in(second).errors());
        assertEquals(0, fabrice.orders());
        assertEquals(List.of(), paulson.errors());
    }

    @Test
    void a_slow_tab_gets_the_newest_prices_and_loses_no_order() throws Exception {
        paulson.await("Nothing should be replaced for who reads", () -> paulson.conflated() == 0);
        paulson.toggleSlow();
        paulson.await("Prices should be replaced by newer ones", () -> paulson.conflated() > 20);
        long before = paulson.shares("AAPL");
        paulson.order("buy", "AAPL", 1);
        paulson.await("The order should be filled", () -> paulson.shares("AAPL") == before + 1);
        paulson.screenshot("slow");
        assertEquals(List.of(), paulson.errors());
        paulson.toggleSlow();
        var price = paulson.price("BTC");
        paulson.await("The price of BTC should move", () -> paulson.price("BTC").compareTo(price) != 0);
        assertEquals("live", paulson.state());
    }

    @Test
    void nothing_scrolls_sideways_at_360_pixels() throws Exception {
        fabrice.in(first).narrowTo(360);
        try {
            assertEquals(0, fabrice.sidewaysScroll());
            fabrice.screenshot("narrow");
        } finally {
            fabrice.widenAgain();
        }
    }

    @Test
    void the_browser_complains_of_nothing() {
        fabrice.in(first).complaints();
        fabrice.open();
        fabrice.awaitPositions();
        fabrice.order("buy", "ETH", 1);
        fabrice.await(
                "The order should be filled", () -> fabrice.newestOrderState().equals("filled"));
        assertEquals(List.of(), fabrice.complaints());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "websocket",
                "xhr-streaming",
                "eventsource",
                "htmlfile",
                "xhr-polling",
                "iframe-eventsource",
                "iframe-htmlfile",
                "iframe-xhr-polling"
            })
    void trades_are_made_and_prices_move_by(String transport) {
        fabrice.in(first).openBy(transport);
        assertEquals(transport, fabrice.transport());
        fabrice.awaitPositions();
        var price = fabrice.price("BTC");
        fabrice.await("The price of BTC should move", () -> fabrice.price("BTC").compareTo(price) != 0);
        long before = fabrice.shares("AAPL");
        fabrice.order("buy", "AAPL", 2);
        fabrice.await("The order should be filled", () -> fabrice.shares("AAPL") == before + 2);
        assertEquals(List.of(), fabrice.errors());
    }

    @Test
    void the_transport_is_chosen_on_the_page() throws Exception {
        paulson.await(
                "A WebSocket should be what it takes by itself",
                () -> paulson.transport().equals("websocket"));
        paulson.connectBy("xhr-polling");
        paulson.await("The choice should be taken", () -> paulson.transport().equals("xhr-polling"));
        paulson.awaitPositions();
        paulson.screenshot("polling");
        paulson.connectBy("Automatic");
        paulson.await("Any should do again", () -> paulson.transport().equals("websocket"));
    }

    @Test
    void a_transport_that_is_not_served_to_this_origin_is_named() {
        paulson.connectBy("jsonp-polling");
        var sentence = "No connection by jsonp-polling. Choose another transport, or Automatic.";
        paulson.await("The page should say so", () -> paulson.errors().contains(sentence));
        paulson.connectBy("Automatic");
        paulson.awaitLive();
        assertEquals(List.of(), paulson.errors());
    }

    @Test
    void a_logout_ends_the_login_of_a_tab_that_polls() {
        fabrice.in(second).connectBy("xhr-polling");
        fabrice.await("The choice should be taken", () -> fabrice.transport().equals("xhr-polling"));
        fabrice.in(first).logOut();
        fabrice.in(second)
                .await(
                        "The other tab should be logged out",
                        () -> fabrice.user().isEmpty());
        fabrice.awaitLive();
        assertEquals("xhr-polling", fabrice.transport());
    }

    @Test
    void a_logout_ends_the_login_in_both_tabs() {
        fabrice.in(first).logOut();
        fabrice.in(second)
                .await(
                        "The other tab should be logged out",
                        () -> fabrice.user().isEmpty());
        fabrice.awaitLive();
        assertEquals("paulson", paulson.user());
    }

    @Test
    void the_server_is_restarted_and_the_page_comes_back_by_itself() throws Exception {
        int port = server.port();
        server.close();
        paulson.await("The page should be offline", () -> !paulson.state().equals("live"));
        paulson.screenshot("offline");
        server = ServerUnderTest.start(Map.of("port", Integer.toString(port)));
        paulson.awaitLive();
        paulson.await(
                "The page should say that the login is gone",
                () -> paulson.errors().stream().anyMatch(notice -> notice.contains("session has ended")));
        paulson.logIn("paulson", "bond");
        assertEquals(100, paulson.shares("AAPL"));
        paulson.screenshot("back");
    }
}
