package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.it.wire.FormPost;
import io.bascule.it.wire.Served;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.Tunnel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with one secret and one database in a folder, and the page behind a proxy in front of them. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TwoNodesPageIT {
    private static final String SECRET = "a secret of both nodes, 32 characters or more";

    private static final int FILLS = 12;

    @TempDir
    Path files;

    private int ordered;

    private final List<AutoCloseable> begun = new ArrayList<>();
    private Node west;
    private Node east;
    private PortfolioPage page;

    private record Node(ServerProcess process, int port) implements Served, AutoCloseable {
        static Node start(String name, Path folder, String broker) throws Exception {
            var process = ServerProcess.standalone(Map.of(
                    "node", name,
                    "secret", SECRET,
                    "backplane.url", broker,
                    "portfolio.database", "file:" + folder));
            return new Node(process, process.url().getPort());
        }

        @Override
        public String at(String below) {
            return "/bascule" + below;
        }

        @Override
        public void close() {
            process.close();
        }
    }

    @BeforeEach
    void checkBrowser() {
        assumeTrue(
                Files.isExecutable(PortfolioPage.CHROMIUM) && Files.isExecutable(PortfolioPage.DRIVER),
                "There is no Chromium here for the browser test; install it with: apt-get install -y chromium"
                        + " chromium-driver");
    }

    /** @param broker where it is; empty for none */
    private void startNodes(String broker) throws Exception {
        west = begun(Node.start("west", files.resolve("database"), broker));
        east = begun(Node.start("east", files.resolve("database"), broker));
    }

    private void openPage(int port) {
        page = begun(new PortfolioPage("http://127.0.0.1:" + port + "/bascule/", files.resolve("profile")));
        page.open();
        page.logIn("fabrice", "fab123");
        page.awaitPositions();
    }

    private <T extends AutoCloseable> T begun(T part) {
        begun.add(part);
        return part;
    }

    @AfterEach
    void stop() throws Exception {
        for (int last = begun.size() - 1; last >= 0; last--) {
            begun.get(last).close();
        }
    }

    @Test
    void without_a_broker_a_page_whose_node_is_killed_goes_on_at_the_other_with_every_fill_once() throws Exception {
        startNodes("");
        openPage(begun(new Tunnel(west.port(), east.port())).port());
        page.await("The page should say who serves it", () -> page.node().equals("west"));
        page.order("buy", "ETH", 3);
        page.await("The order should be filled", () -> page.orderStates().equals(List.of("filled")));
        buyAt(east, 2);

        west.process().signal("KILL");

        page.await("The other node should serve it", () -> page.node().equals("east"));
        page.await("No fill should be missing", () -> page.orderStates().equals(List.of("filled", "filled")));
        page.await("All shares should be there", () -> page.shares("ETH") == 105);
        assertEquals("fabrice", page.user());
        page.order("sell", "ETH", 5);
        page.await("It should trade there", () -> page.shares("ETH") == 100);
        assertEquals(List.of("filled", "filled", "filled"), page.orderStates());
    }

    /** Behind nginx, which gives each request to the next node; what is bought at the other one goes on all the while. */
    @Test
    void a_page_whose_node_is_killed_goes_on_at_the_other_with_what_is_bought_there_meanwhile_once() throws Exception {
        assumeTrue(
                ProxyProgram.NGINX.isInstalled(), "There is no nginx here; install it with: apt-get install -y nginx");
        startNodes(begun(BrokerProcess.start(files.resolve("broker"))).url());
        var folder = Files.createDirectory(files.resolve("nginx"));
        openPage(begun(TwoNodesProxy.start(folder, west.port(), east.port(), UnaryOperator.identity()))
                .port());
        boolean atWest = page.node().equals("west");
        var here = atWest ? west : east;
        var there = atWest ? east : west;
        page.order("buy", "ETH", 1);
        for (int bought = 2; bought <= FILLS; bought++) {
            if (bought == FILLS / 2) {
                int shown = bought - 1;
                page.await("What is bought elsewhere should be shown", () -> page.orders() == shown);
                here.process().signal("KILL");
            }
            buyAt(there, 1);
        }
        page.await("The other node should serve it", () -> page.node().equals(atWest ? "east" : "west"));
        page.await("No fill should be missing", () -> page.orders() >= FILLS);
        page.await("All shares should be there", () -> page.shares("ETH") == 100 + FILLS);
        page.order("sell", "ETH", FILLS);
        page.await("It should trade there", () -> page.shares("ETH") == 100);
        assertEquals(Collections.nCopies(FILLS + 1, "filled"), page.orderStates());
    }

    @Test
    void a_login_of_one_node_is_one_at_the_other() throws Exception {
        startNodes("");
        var cookie = FormPost.logIn(west, "fabrice", "fab123");
        try (var client = StompOverWebSocket.connect(
                east.port(), east.upgrade("/portfolio").with(cookie))) {
            assertEquals("fabrice", client.expect("CONNECTED").header("user-name"));
        }
    }

    /** At a node where the page is not, which hears of it by the backplane only. */
    private void buyAt(Node node, int shares) throws Exception {
        var cookie = FormPost.logIn(node, "fabrice", "fab123");
        try (var client = StompOverWebSocket.connect(
                node.port(), node.upgrade("/portfolio").with(cookie))) {
            client.expect("CONNECTED");
            client.send("""
                    SEND
                    destination:/app/trade
                    receipt:bought

                    {"action":"Buy","ticker":"ETH","shares":%d,"orderId":"elsewhere-%d"}^@""".formatted(shares, ++ordered));
            client.expect("RECEIPT");
        }
    }
}
