package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.it.wire.FormPost;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.StompFrame;
import io.bascule.it.wire.StompOverWebSocket;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The portfolio's page and its conversations, frame by frame. The accounts live on from test to test: each looks at differences. */
@ExtendWith({CanRun.class, ArquillianExtension.class})
@RunAsClient
class PortfolioIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Server> WITH_DATA_SOURCE =
            EnumSet.of(Server.WILDFLY, Server.GLASSFISH, Server.GLASSFISH8, Server.LIBERTY);

    private static String fabrice = "";
    private static String paulson = "";
    private final List<StompOverWebSocket> clients = new ArrayList<>();
    private Site server;

    @ArquillianResource
    @OperateOnDeployment("bascule")
    private URL url;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "bascule", testable = false)
    public static WebArchive bascule() {
        return Wars.bascule();
    }

    @Deployment(name = "owners", managed = false, testable = false)
    public static WebArchive owners() {
        return Wars.owners();
    }

    @BeforeEach
    void logIn() throws IOException {
        server = Site.at(url);
        if (fabrice.isEmpty()) { // once: logins are the slow part, and counted
            fabrice = FormPost.logIn(server, "fabrice", "fab123");
            paulson = FormPost.logIn(server, "paulson", "bond");
        }
    }

    @AfterEach
    void drop() throws IOException {
        for (var client : clients) {
            client.close();
        }
    }

    private StompOverWebSocket visitor() throws IOException {
        var client = StompOverWebSocket.connect(server.port(), server.upgrade("/portfolio"));
        clients.add(client);
        assertFalse(client.expect("CONNECTED").has("user-name"));
        return client;
    }

    private StompOverWebSocket connected(String cookie, String user) throws IOException {
        var client = StompOverWebSocket.connect(
                server.port(), server.upgrade("/portfolio").with(cookie));
        clients.add(client);
        client.expect("CONNECTED", "user-name:" + user);
        return client;
    }

    /** One tab: subscribed to updates, orders and errors, under these names. */
    private StompOverWebSocket tab(String cookie, String user) throws IOException {
        var client = connected(cookie, user);
        subscribe(client, "updates", "/user/queue/position-updates");
        subscribe(client, "orders", "/user/queue/orders");
        subscribe(client, "errors", "/user/queue/errors");
        return client;
    }

    private static void subscribe(StompOverWebSocket client, String id, String destination) throws IOException {
        client.send("""
                SUBSCRIBE
                id:%1$s
                destination:%2$s
                receipt:%1$s

                ^@""".formatted(id, destination));
        client.receipt(id);
    }

    private static void trade(StompOverWebSocket client, String json) throws IOException {
        client.send("""
                SEND
                destination:/app/trade
                content-type:application/json

                %s^@""".formatted(json));
    }

    private static String order(String action, String ticker, String shares, String orderId) {
        return """
                {"action":"%s","ticker":"%s","shares":%s,"orderId":"%s"}""".formatted(action, ticker, shares, orderId);
    }

    private static JsonNode json(StompFrame message) throws IOException {
        return JSON.readTree(message.body());
    }

    /** Fails if anything came to {@code client} before now. */
    private static void assertNothingCame(StompOverWebSocket client) throws IOException {
        askForReceipt(client);
        client.receipt("fence");
    }

    /** Sends what changes nothing and is answered with the RECEIPT {@code fence}. */
    private static void askForReceipt(StompOverWebSocket client) throws IOException {
        client.send("""
                SUBSCRIBE
                id:fence
                destination:/topic/nothing

                ^@UNSUBSCRIBE
                id:fence
                receipt:fence

                ^@""");
    }

    private static long shares(StompOverWebSocket client, String ticker) throws IOException {
        for (var position : positions(client)) {
            if (position.get("ticker").asText().equals(ticker)) {
                return position.get("shares").asLong();
            }
        }
        return 0;
    }

    private static JsonNode positions(StompOverWebSocket client) throws IOException {
        client.send("""
                SUBSCRIBE
                id:positions
                destination:/app/positions

                ^@""");
        var answer = json(client.expect("MESSAGE", "subscription:positions", "destination:/app/positions"));
        client.send("""
                UNSUBSCRIBE
                id:positions
                receipt:positions

                ^@""");
        client.receipt("positions");
        return answer;
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void accounts_are_in_the_default_data_source_of_the_server() throws Exception {
        assumeTrue(WITH_DATA_SOURCE.contains(Server.underTest()), "this server has none");
        assertFalse(positions(connected(fabrice, "fabrice")).isEmpty());
        deployer.deploy("owners");
        try {
            var owners = OwnContainer.site("owners.war").orElse(new Site(server.port(), "/owners"));
            assertTrue(
                    get(owners, "/").lines().toList().contains("fabrice"),
                    () -> "its database does not have the account");
        } finally {
            deployer.undeploy("owners");
        }
    }

    private static String get(Site site, String below) throws IOException {
        return RawHttp.ask(site.port(), """
                GET %s HTTP/1.1
                Host: 127.0.0.1:%d
                Connection: close

                """.formatted(site.at(below), site.port()))
                .body();
    }

    // Without a login

    private RawHttp.Answer page(String below) throws IOException {
        return RawHttp.ask(server.port(), """
                GET %s HTTP/1.1
                Host: 127.0.0.1:%d
                Connection: close

                """.formatted(server.at(below), server.port()));
    }

    @Test
    void the_page_is_served_with_a_strict_policy() throws Exception {
        var page = page("/");
        assertEquals(200, page.status(), page::toString);
        assertTrue(page.body().contains("<title>"), page::toString);
        assertTrue(page.header("Content-Security-Policy").contains("default-src 'self'"), page::toString);
    }

    @Test
    void everything_the_page_names_is_served() throws Exception {
        var named =
                Pattern.compile("(?:src|href)=\"([^\"#:]+)\"").matcher(page("/").body());
        var missing = new ArrayList<String>();
        int found = 0;
        for (; named.find(); found++) {
            if (page("/" + named.group(1)).status() != 200) {
                missing.add(named.group(1));
            }
        }
        assertTrue(found > 3, () -> "The page names too little to be the portfolio");
        assertEquals(List.of(), missing);
    }

    @Test
    void scripts_are_modules_and_come_as_javascript() throws Exception {
        var script = page("/js/main.js");
        assertEquals(200, script.status(), script::toString);
        assertTrue(script.header("Content-Type").startsWith("text/javascript"), script::toString);
    }

    @Test
    void sockjs_opens_a_session_where_the_page_connects() throws Exception {
        var opened = RawHttp.ask(
                server.port(), """
                POST %s HTTP/1.1
                Host: 127.0.0.1:%d
                Origin: http://127.0.0.1:%2$d
                Content-Length: 0
                Connection: close

                """.formatted(server.at("/portfolio/000/" + System.nanoTime() + "/xhr"), server.port()));
        assertEquals("o\n", opened.body(), opened::toString);
    }

    @Test
    void a_visitor_sees_prices() throws Exception {
        var visitor = visitor();
        subscribe(visitor, "prices", "/topic/price.stock.*");
        var seen = new TreeSet<String>();
        while (seen.size() < 3) {
            var message = visitor.expect("MESSAGE", "subscription:prices");
            var quote = json(message);
            assertTrue(names(quote).containsAll(Set.of("ticker", "price", "time")), message::toString);
            assertTrue(quote.get("price").decimalValue().signum() > 0);
            assertEquals("/topic/price.stock." + quote.get("ticker").asText(), message.header("destination"));
            seen.add(quote.get("ticker").asText());
        }
        assertEquals(Set.of("AAPL", "BTC", "ETH"), seen);
    }

    @Test
    void a_visitor_is_told_at_once_where_the_prices_come_from() throws Exception {
        var visitor = visitor();
        visitor.send("SUBSCRIBE\nid:courses\nreceipt:courses\ndestination:/topic/course.stock.*\n\n^@");
        var seen = new TreeSet<String>();
        for (var frame = visitor.next(); frame.command().equals("MESSAGE"); frame = visitor.next()) {
            seen.add(json(frame).get("ticker").asText());
        }
        assertEquals(Set.of("AAPL", "BTC", "ETH"), seen);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/other",
                "/topic/**",
                "/topic/price.**",
                "/queue/a",
                "/app/positions",
                "/user/queue/position-updates",
                "/user/fabrice/queue/orders"
            })
    void a_visitor_may_subscribe_to_nothing_else(String destination) throws Exception {
        var visitor = visitor();
        visitor.send("""
                SUBSCRIBE
                id:1
                destination:%s

                ^@""".formatted(destination));
        visitor.expect("ERROR", "message:log in first");
        visitor.webSocket().expectClose(1008);
    }

    @Test
    void a_visitor_may_not_trade() throws Exception {
        var visitor = visitor();
        trade(visitor, order("Buy", "BTC", "1", "v1"));
        visitor.expect("ERROR", "message:log in first");
        visitor.webSocket().expectClose(1008);
    }

    // Logged in

    @Test
    void the_positions_are_answered_once() throws Exception {
        var client = connected(fabrice, "fabrice");
        var tickers = new TreeSet<String>();
        for (var position : positions(client)) {
            assertTrue(names(position).containsAll(Set.of("company", "ticker", "price", "shares", "updateTime")));
            tickers.add(position.get("ticker").asText());
        }
        assertEquals(Set.of("AAPL", "BTC", "ETH"), tickers);
        assertNothingCame(client);
    }

    @Test
    void a_trade_fills_for_both_tabs_of_the_user_and_nobody_else() throws Exception {
        var first = tab(fabrice, "fabrice");
        var second = tab(fabrice, "fabrice");
        var other = tab(paulson, "paulson");
        long before = shares(first, "AAPL");

        trade(first, order("Buy", "AAPL", "5", "both-tabs"));
        for (var tab : List.of(first, second)) {
            var update = json(tab.messageOf("updates"));
            assertEquals("AAPL", update.get("ticker").asText());
            assertEquals(before + 5, update.get("shares").asLong());
            var outcome = json(tab.messageOf("orders"));
            assertEquals("both-tabs", outcome.get("orderId").asText());
            assertEquals("FILLED", outcome.get("state").asText());
        }
        assertNothingCame(other);
    }

    @Test
    void a_user_destination_is_shown_as_the_client_wrote_it() throws Exception {
        var client = tab(fabrice, "fabrice");
        trade(client, order("Buy", "ETH", "1", "as-written"));
        assertEquals("/user/queue/position-updates", client.messageOf("updates").header("destination"));
    }

    @Test
    void an_order_that_cannot_be_read_is_an_error_with_its_id() throws Exception {
        var client = tab(fabrice, "fabrice");
        trade(client, "{\"shares\":\"three\",\"orderId\":\"unreadable\"}");
        var error = json(client.messageOf("errors"));
        assertEquals("field 'shares': not a number", error.get("message").asText());
        assertEquals("unreadable", error.get("orderId").asText());
    }

    @Test
    void an_order_that_is_sent_again_changes_nothing() throws Exception {
        var client = tab(fabrice, "fabrice");
        long before = shares(client, "ETH");
        trade(client, order("Sell", "ETH", "2", "again"));
        assertEquals("FILLED", json(client.messageOf("orders")).get("state").asText());
        trade(client, order("Sell", "ETH", "2", "again"));
        assertEquals("FILLED", json(client.messageOf("orders")).get("state").asText());
        assertEquals(before - 2, shares(client, "ETH"));
    }

    @Test
    void a_fill_changes_shares_and_cash_together() throws Exception {
        var client = tab(paulson, "paulson");
        var cash = positions(client).get(0).get("cash").decimalValue();
        trade(client, order("Buy", "AAPL", "3", "cash"));
        var update = json(client.messageOf("updates"));
        var spent = json(client.messageOf("orders")).get("price").decimalValue().multiply(new java.math.BigDecimal(3));
        assertEquals(0, cash.subtract(spent).compareTo(update.get("cash").decimalValue()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"Buy\",\"ticker\":\"XYZ\",\"shares\":1,\"orderId\":\"e1\"}",
                "{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":0,\"orderId\":\"e2\"}",
                "{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":-1,\"orderId\":\"e3\"}",
                "{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":1.5,\"orderId\":\"e4\"}",
                "{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":1e999,\"orderId\":\"e5\"}",
                "{\"action\":\"Sell\",\"ticker\":\"BTC\",\"shares\":900000,\"orderId\":\"e6\"}",
                "{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":900000,\"orderId\":\"e7\"}",
                "{\"action\":\"Keep\",\"ticker\":\"BTC\",\"shares\":1,\"orderId\":\"e8\"}",
                "{\"action\":",
                "[]",
                "null",
                ""
            })
    void a_bad_order_is_an_error_for_its_tab_alone_and_changes_nothing(String order) throws Exception {
        var first = tab(fabrice, "fabrice");
        var second = tab(fabrice, "fabrice");
        long before = shares(first, "BTC");
        trade(first, order);
        var message = json(first.messageOf("errors")).get("message").asText();
        assertFalse(message.isBlank());
        assertFalse(message.matches("(?s).*(Exception|com\\.fasterxml|io\\.bascule|java\\.).*"), message);
        assertEquals(before, shares(first, "BTC"));
        askForReceipt(second);
        second.expectOnlyBefore("fence", "orders");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/price.stock.BTC",
                "/queue/a",
                "/user/paulson/queue/errors",
                "/user/queue/position-updates"
            })
    void nobody_may_send_as_the_server_does(String destination) throws Exception {
        var client = connected(fabrice, "fabrice");
        client.send("""
                SEND
                destination:%s

                {}^@""".formatted(destination));
        client.expect("ERROR");
        client.webSocket().expectClose(1008);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/user/paulson/queue/orders", "/user/**", "/user/*/queue/orders", "/**"})
    void nobody_may_subscribe_to_what_is_anothers(String destination) throws Exception {
        var client = connected(fabrice, "fabrice");
        client.send("""
                SUBSCRIBE
                id:1
                destination:%s

                ^@""".formatted(destination));
        client.expect("ERROR");
        client.webSocket().expectClose(1008);
    }

    @Test
    void a_logout_closes_all_connections_of_the_login_with_1008() throws Exception {
        var login = FormPost.logIn(server, "fabrice", "fab123");
        var first = connected(login, "fabrice");
        var second = connected(login, "fabrice");
        var other = connected(paulson, "paulson");
        FormPost.send(server, "/logout", "", login);
        first.webSocket().expectClose(1008);
        second.webSocket().expectClose(1008);
        assertNothingCame(other);
    }

    @Test
    void a_login_that_ended_opens_a_visitors_connection() throws Exception {
        var login = FormPost.logIn(server, "fabrice", "fab123");
        FormPost.send(server, "/logout", "", login);
        try (var client = StompOverWebSocket.connect(
                server.port(), server.upgrade("/portfolio").with(login))) {
            assertFalse(client.expect("CONNECTED").has("user-name"));
        }
    }
}
