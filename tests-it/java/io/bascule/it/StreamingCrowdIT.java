package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.HttpBody;
import io.bascule.it.wire.RawHttp;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand clients of SockJS, each with a streaming answer under way: no thread waits for any of them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamingCrowdIT {
    private static final int CLIENTS = 1_000;
    private static final int THREADS = 20;
    private static final String PRELUDE = "h".repeat(2_048) + "\n";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private record Streaming(String session, RawHttp http, HttpBody body) {}

    private static Streaming open(ServerUnderTest server, int client) throws IOException {
        var session = "/echo/000/client-" + client;
        var http = RawHttp.connect(server.port());
        http.send(post(server, session + "/xhr_streaming", ""));
        var head = http.head();
        assertEquals(200, head.status(), head::toString);
        var body = http.stream(head);
        body.expect(PRELUDE);
        body.expect("o\n");
        return new Streaming(session, http, body);
    }

    private static String post(ServerUnderTest server, String path, String body) {
        return "POST " + path + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\nOrigin: " + server.origin()
                + "\nContent-Length: " + body.length() + "\n\n" + body;
    }

    @Test
    void a_thousand_of_them_hold_with_twenty_threads() throws IOException {
        int before = threads.getThreadCount();
        threads.resetPeakThreadCount();
        var clients = new ArrayList<Streaming>();
        try (var server = ServerUnderTest.startConformance(Map.of());
                var sender = RawHttp.connect(server.port())) {
            for (int client = 0; client < CLIENTS; client++) {
                clients.add(open(server, client));
            }
            tellEach(server, sender, clients);
            int more = threads.getPeakThreadCount() - before;
            assertTrue(more <= THREADS, () -> more + " threads for " + CLIENTS + " streaming clients");
        } finally {
            for (var client : clients) {
                client.http().close();
            }
        }
    }

    private static void tellEach(ServerUnderTest server, RawHttp sender, List<Streaming> clients) throws IOException {
        for (var client : clients) {
            sender.send(post(server, client.session() + "/xhr_send", "[\"to " + client.session() + "\"]"));
            assertEquals(204, sender.answer().status());
        }
        for (var client : clients) {
            client.body().expect("a[\"to " + client.session() + "\"]\n");
        }
    }
}
