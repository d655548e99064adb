package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.it.ProxyProgram.ShippedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients of SockJS without WebSockets at two nodes with a real broker, behind a real nginx that gives each request to the
 * next node, or to the one that the path names as the shipped configuration has it.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RoundRobinIT {
    private static final int MESSAGES = 300;
    private static final int AT_ONCE = 10;

    @TempDir
    static Path files;

    private static Cluster cluster;
    private static int westPort;
    private static int eastPort;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                ProxyProgram.NGINX.isInstalled(), "There is no nginx here; install it with: apt-get install -y nginx");
        cluster = Cluster.start(files, "west", "east");
        westPort = cluster.members().get(0).port();
        eastPort = cluster.members().get(1).port();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private TwoNodesProxy proxy(UnaryOperator<ShippedText> change) throws Exception {
        return TwoNodesProxy.start(folder, westPort, eastPort, change);
    }

    private static String service(TwoNodesProxy proxy) {
        return "http://127.0.0.1:" + proxy.port() + "/stomp-sockjs";
    }

    /** Every request to the next node, whatever its path says. */
    private static ShippedText roundRobin(ShippedText shipped) {
        return shipped.with("http://$bascule_node", "http://bascule");
    }

    /** Sends numbered messages and reads them; what came. */
    private static List<Integer> numbersThrough(SockJsOverHttp client, String topic) throws Exception {
        client.send(List.of("CONNECT\naccept-version:1.2\nhost:x\n\n\0"));
        assertTrue(client.next().startsWith("CONNECTED"));
        client.send(List.of("SUBSCRIBE\nid:1\ndestination:" + topic + "\nreceipt:there\n\n\0"));
        assertTrue(client.next().startsWith("RECEIPT"));
        for (int sent = 0; sent < MESSAGES; sent += AT_ONCE) {
            client.send(IntStream.rangeClosed(sent + 1, sent + AT_ONCE)
                    .mapToObj(number -> "SEND\ndestination:" + topic + "\n\n" + number + "\0")
                    .toList());
        }
        var numbers = new ArrayList<Integer>();
        while (numbers.size() < MESSAGES) {
            numbers.add(number(client.next()));
        }
        return numbers;
    }

    private static int number(String message) {
        return Integer.parseInt(message.substring(message.indexOf("\n\n") + 2, message.length() - 1));
    }

    private static List<Integer> all() {
        return IntStream.rangeClosed(1, MESSAGES).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xhr", "xhr_streaming"})
    void wherever_a_request_comes_none_of_its_messages_is_lost_or_comes_twice(String transport) throws Exception {
        try (var front = proxy(RoundRobinIT::roundRobin);
                var client = SockJsOverHttp.open(service(front), transport)) {
            assertEquals(all(), numbersThrough(client, "/topic/" + transport));
        }
        assertEquals(Set.of(westPort, eastPort), portsOfSessions());
    }

    /** Where nginx has sent the requests of sessions. */
    private Set<Integer> portsOfSessions() throws IOException {
        return Files.readAllLines(TwoNodesProxy.log(folder)).stream()
                .filter(line -> line.contains("/~"))
                .map(line -> Integer.valueOf(line.substring(line.lastIndexOf(':') + 1)))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"xhr", "xhr_streaming"})
    void as_shipped_every_request_of_a_session_goes_to_its_node(String transport) throws Exception {
        try (var front = proxy(UnaryOperator.identity());
                var client = SockJsOverHttp.open(service(front), transport)) {
            assertEquals(all(), numbersThrough(client, "/topic/routed." + transport));
            assertEquals(Set.of(client.session().contains("/~west/") ? westPort : eastPort), portsOfSessions());
        }
    }

    @Test
    void the_session_of_a_node_that_is_killed_is_told_to_be_gone() throws Exception {
        try (var north = Member.start(cluster.broker(), "north");
                var client = SockJsOverHttp.open(
                        "http://127.0.0.1:" + north.port() + "/stomp-sockjs",
                        "xhr",
                        session -> session.replace(":" + north.port(), ":" + eastPort))) {
            client.send(List.of("CONNECT\naccept-version:1.2\nhost:x\n\n\0"));
            assertTrue(client.next().startsWith("CONNECTED"));
            north.kill();
            assertEquals("404", client.end());
        }
    }
}
