package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask over HTTP and do not read the answers: they wait alone, and not for long. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnreadAnswersIT {
    /** More than the server has threads for reading. */
    private static final int CLIENTS = 2 * Math.max(8, 4 * Runtime.getRuntime().availableProcessors());
    /** Together far more than the kernel's buffers hold. */
    private static final int REQUESTS = 1_000;

    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start(Map.of("send.deadline", "400ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String get(String below) {
        return "GET " + server.at(below) + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\n\n";
    }

    private static RawHttp deaf() throws IOException {
        var http = new RawHttp(RawSocket.connectNarrow(server.port()));
        http.send(get("/").repeat(REQUESTS));
        return http;
    }

    @Test
    void clients_that_do_not_read_keep_nobody_else_waiting() throws Exception {
        var deaf = new ArrayList<RawHttp>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                deaf.add(deaf());
            }
            try (var other = RawHttp.connect(server.port(), Duration.ofSeconds(5))) {
                other.send(get("/icon.svg"));
                assertEquals(200, other.answer().status());
            }
        } finally {
            for (var http : deaf) {
                http.close();
            }
        }
    }

    @Test
    void a_client_that_does_not_read_is_cut_off_after_the_send_deadline() throws Exception {
        try (var http = deaf();
                var watch = server.open("/echo")) {
            // The answers that are in the kernel's buffers still come, the rest does not.
            assertTrue(Poll.until(() -> isCut(http)), "The client is still served");
            watch.text("still there?");
            watch.expectText("still there?");
        }
    }

    /** A connection that was cut takes no bytes any more. */
    private static boolean isCut(RawHttp http) {
        try {
            http.send("\n");
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    @Test
    void a_client_that_reads_gets_every_answer_to_what_it_asked_at_once_in_order() throws Exception {
        try (var http = RawHttp.connect(server.port())) {
            http.send((get("/") + get("/icon.svg")).repeat(100));
            for (int i = 0; i < 100; i++) {
                assertEquals(List.of("text/html;charset=utf-8"), http.answer().lines("Content-Type"));
                assertEquals(List.of("image/svg+xml"), http.answer().lines("Content-Type"));
            }
        }
    }

    @Test
    void a_client_that_reads_late_still_gets_its_answers() throws Exception {
        try (var http = new RawHttp(RawSocket.connectNarrow(server.port()))) {
            http.send(get("/").repeat(20));
            for (int i = 0; i < 20; i++) {
                assertEquals(200, http.answer().status());
            }
        }
    }
}
