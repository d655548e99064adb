package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.it.wire.FormPost;
import io.bascule.it.wire.Served;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.Tunnel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with one secret and one database in a folder, no broker, and the page behind a proxy in front of them. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TwoNodesPageIT {
    private static final String SECRET = "a secret of both nodes, 32 characters or more";

    @TempDir
    Path files;

    private Node west;
    private Node east;
    private Tunnel proxy;
    private PortfolioPage page;

    private record Node(ServerProcess process, int port) implements Served, AutoCloseable {
        static Node start(String name, Path folder) throws Exception {
            var process = ServerProcess.standalone(
                    Map.of("node", name, "secret", SECRET, "portfolio.database", "file:" + folder));
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
    void start() throws Exception {
        assumeTrue(
                Files.isExecutable(PortfolioPage.CHROMIUM) && Files.isExecutable(PortfolioPage.DRIVER),
                "There is no Chromium here for the browser test; install it with: apt-get install -y chromium"
                        + " chromium-driver");
        west = Node.start("west", files.resolve("database"));
        east = Node.start("east", files.resolve("database"));
        proxy = new Tunnel(west.port(), east.port());
        page = new PortfolioPage("http://127.0.0.1:" + proxy.port() + "/bascule/", files.resolve("profile"));
    }

    @AfterEach
    void stop() throws IOException {
        page.close();
        proxy.close();
        west.close();
        east.close();
    }

    @Test
    void a_page_whose_node_is_killed_goes_on_at_the_other_with_every_fill_once() throws Exception {
        page.open();
        page.logIn("fabrice", "fab123");
        page.awaitPositions();
        page.await("The page should say who serves it", () -> page.node().equals("west"));
        page.order("buy", "ETH", 3);
        page.await("The order should be filled", () -> page.orderStates().equals(List.of("filled")));
        buyElsewhere(2);

        west.process().signal("KILL");

        page.await("The other node should serve it", () -> page.node().equals("east"));
        page.await("No fill should be missing", () -> page.orderStates().equals(List.of("filled", "filled")));
        page.await("All shares should be there", () -> page.shares("ETH") == 105);
        assertEquals("fabrice", page.user());
        page.order("sell", "ETH", 5);
        page.await("It should trade there", () -> page.shares("ETH") == 100);
        assertEquals(List.of("filled", "filled", "filled"), page.orderStates());
    }

    @Test
    void a_login_of_one_node_is_one_at_the_other() throws Exception {
        var cookie = FormPost.logIn(west, "fabrice", "fab123");
        try (var client = StompOverWebSocket.connect(
                east.port(), east.upgrade("/portfolio").with(cookie))) {
            assertEquals("fabrice", client.expect("CONNECTED").header("user-name"));
        }
    }

    /** At the node that does not serve the page, which hears nothing of it. */
    private void buyElsewhere(int shares) throws Exception {
        var cookie = FormPost.logIn(east, "fabrice", "fab123");
        try (var client = StompOverWebSocket.connect(
                east.port(), east.upgrade("/portfolio").with(cookie))) {
            client.expect("CONNECTED");
            client.send("""
                    SEND
                    destination:/app/trade
                    receipt:bought

                    {"action":"Buy","ticker":"ETH","shares":%d,"orderId":"elsewhere"}^@""".formatted(shares));
            client.expect("RECEIPT");
        }
    }
}
