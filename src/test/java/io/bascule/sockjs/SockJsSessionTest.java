package io.bascule.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life of a session: requests that wait, requests that send, and its end. */
class SockJsSessionTest {
    private static final String INTERRUPTED = "c[1002,\"Connection interrupted\"]\n";
    private static final String OCCUPIED = "c[2010,\"Another connection still open\"]\n";

    private final Service service = new Service();

    private Exchange poll() {
        return service.post("/0/s/xhr");
    }

    private Exchange stream() {
        return service.post("/0/s/xhr_streaming");
    }

    private Exchange bring(String body) {
        return service.post("/0/s/xhr_send", body);
    }

    @Test
    void the_first_poll_is_told_that_the_session_is_open() {
        assertEquals("o\n", poll().frames());
        assertEquals(1, service.opened.size());
    }

    @Test
    void a_poll_waits_for_a_message_and_ends_with_it() {
        service.open("s");
        var poll = poll();
        assertFalse(poll.isEnded());

        service.send("a");

        assertEquals("a[\"a\"]\n", poll.frames());
        assertTrue(poll.isEnded());
    }

    @Test
    void what_comes_between_two_polls_is_all_in_one_frame() {
        service.open("s");
        service.send("a");
        service.send("b");
        service.send("c");

        assertEquals("a[\"a\",\"b\",\"c\"]\n", poll().frames());
        assertFalse(poll().isEnded());
    }

    @Test
    void what_was_sent_before_a_close_is_in_polls_before_the_reason() {
        var connection = service.open("s");
        service.send("a");
        service.send("b");
        connection.close(new CloseStatus(3000, "Go away!"));

        assertEquals("a[\"a\",\"b\"]\n", poll().frames());
        assertEquals("c[3000,\"Go away!\"]\n", poll().frames());
    }

    @Test
    void who_reads_no_more_is_cut_off_after_the_close() {
        var connection = service.open("s");
        var stream = stream();
        stream.stall();
        service.send("a");
        connection.close(new CloseStatus(3000, "Go away!"));
        service.time.advance(Duration.ofSeconds(10)); // for the message, and the session is over
        service.time.advance(Duration.ofMillis(9_999));
        assertFalse(stream.isEnded());

        service.time.advance(Duration.ofMillis(1)); // for what was being written

        assertTrue(stream.isEnded());
    }

    @Test
    void a_stream_goes_on_until_it_has_carried_its_bytes() {
        var stream = stream();
        service.send("a".repeat(150));
        assertFalse(stream.isEnded());

        service.send("b".repeat(50));

        assertTrue(stream.isEnded());
        assertEquals("o\na[\"" + "a".repeat(150) + "\"]\na[\"" + "b".repeat(50) + "\"]\n", stream.frames());
    }

    @Test
    void a_client_that_has_the_end_of_a_stream_before_we_know_gets_in() {
        var stream = stream();
        stream.stall();
        service.send("a".repeat(200));
        var poll = poll();
        service.send("b");
        assertEquals("", poll.frames());

        stream.read();

        assertTrue(stream.isEnded());
        assertEquals("a[\"b\"]\n", poll.frames());
    }

    @Test
    void nothing_is_written_to_a_stream_that_still_writes() {
        var stream = stream();
        stream.stall();
        service.send("a");
        service.send("b");
        assertEquals("o\na[\"a\"]\n", stream.frames());

        stream.read();

        assertEquals("o\na[\"a\"]\na[\"b\"]\n", stream.frames());
    }

    @Test
    void a_client_that_reads_nothing_ends_at_the_bound_of_its_outbox() {
        stream().stall();
        for (int sent = 0; sent < 110; sent++) {
            service.send("a".repeat(10));
        }

        assertEquals(CloseStatus.POLICY.code(), service.ends.get(0).code());
    }

    @Test
    void what_waits_for_a_client_that_is_away_is_bounded() {
        service.open("s");
        for (int sent = 0; sent < 110; sent++) {
            service.send("a".repeat(10));
        }

        assertEquals(CloseStatus.POLICY.code(), service.ends.get(0).code());
        assertTrue(poll().frames().startsWith("c[1008,"), "a poll is told why");
    }

    @Test
    void a_session_that_nobody_polls_is_over_after_the_delay() {
        service.open("s");
        service.time.advance(Duration.ofMillis(4999));
        assertEquals(List.of(), service.ends);

        service.time.advance(Duration.ofMillis(1));

        assertEquals(
                List.of(CloseStatus.POLICY.because("nobody received for 5000 ms (sockjs.disconnectDelay)")),
                service.ends);
        assertEquals(0, service.sockJs().sessions());
    }

    @Test
    void a_poll_that_waits_keeps_the_session() {
        service.open("s");
        poll();
        service.time.advance(Duration.ofSeconds(20));

        assertEquals(List.of(), service.ends);
    }

    @Test
    void a_heart_beat_comes_when_nothing_else_was_written() {
        var stream = stream();
        service.time.advance(Duration.ofSeconds(20));
        service.send("a");
        service.time.advance(Duration.ofSeconds(24));
        assertEquals("o\na[\"a\"]\n", stream.frames());

        service.time.advance(Duration.ofSeconds(1));

        assertEquals("o\na[\"a\"]\nh\n", stream.frames());
    }

    @Test
    void an_application_with_heart_beats_of_its_own_needs_none() {
        var stream = stream();
        service.send("\n");
        service.time.advance(Duration.ofSeconds(100));

        assertEquals("o\na[\"\\n\"]\n", stream.frames());
    }

    @Test
    void a_heart_beat_ends_a_poll() {
        service.open("s");
        var poll = poll();
        service.time.advance(Duration.ofSeconds(25));

        assertEquals("h\n", poll.frames());
        assertTrue(poll.isEnded());
    }

    @Test
    void a_second_poll_is_told_that_there_is_another() {
        service.open("s");
        var first = poll();
        var second = poll();
        service.time.advance(Duration.ofMillis(100));
        assertEquals(OCCUPIED, second.frames());

        service.send("a");

        assertEquals("\n\n\na[\"a\"]\n", first.frames());
        assertTrue(first.isEnded());
    }

    @Test
    void a_second_stream_is_told_that_there_is_another_which_goes_on() {
        var first = stream();
        var second = stream();
        service.time.advance(Duration.ofMillis(100));
        service.send("a");

        assertEquals(OCCUPIED, second.frames());
        assertTrue(second.isEnded());
        assertEquals("o\nh\nh\nh\na[\"a\"]\n", first.frames());
    }

    @Test
    void messages_wait_while_it_is_looked_for_a_client() {
        var first = stream();
        stream();
        service.send("a");
        service.time.advance(Duration.ofMillis(100));

        assertEquals("o\nh\nh\nh\na[\"a\"]\n", first.frames());
    }

    @Test
    void a_third_request_does_not_wait_for_what_the_second_finds_out() {
        stream();
        stream();

        assertEquals(OCCUPIED, stream().frames());
    }

    @Test
    void who_comes_again_behind_a_stream_that_is_lost_is_told_so() {
        stream().vanish();
        var second = stream();
        service.time.advance(Duration.ofMillis(100));

        assertEquals(INTERRUPTED, second.frames());
        assertEquals(CloseStatus.ABNORMAL.code(), service.ends.get(0).code());
    }

    @Test
    void who_comes_again_behind_a_poll_that_is_lost_is_told_so() {
        service.open("s");
        poll().vanish();
        var second = poll();
        service.time.advance(Duration.ofMillis(100));

        assertEquals(INTERRUPTED, second.frames());
    }

    @Test
    void a_session_that_is_closed_while_it_is_looked_for_its_client_tells_both() {
        var first = stream();
        var second = stream();
        service.opened.element().close(new CloseStatus(3000, "Go away!"));
        service.time.advance(Duration.ofSeconds(1));

        assertEquals("c[3000,\"Go away!\"]\n", second.frames());
        assertEquals("o\nh\nh\nc[3000,\"Go away!\"]\n", first.frames());
        assertTrue(first.isEnded());
    }

    @Test
    void a_stream_that_breaks_off_ends_the_session() {
        var stream = stream();
        stream.breakOff();

        assertEquals(CloseStatus.ABNORMAL.code(), service.ends.get(0).code());
        assertEquals(INTERRUPTED, stream().frames());
    }

    @Test
    void a_poll_that_breaks_off_ends_the_session() {
        service.open("s");
        poll().breakOff();

        assertEquals(INTERRUPTED, poll().frames());
    }

    @Test
    void a_close_is_the_last_frame_and_is_told_again() {
        var stream = stream();
        service.opened.element().close(new CloseStatus(3000, "Go away!"));

        assertEquals("o\nc[3000,\"Go away!\"]\n", stream.frames());
        assertTrue(stream.isEnded());
        assertEquals("c[3000,\"Go away!\"]\n", poll().frames());
        assertEquals("c[3000,\"Go away!\"]\n", poll().frames());
    }

    @Test
    void a_session_that_is_over_is_forgotten_after_the_delay() {
        service.open("s").close(CloseStatus.NORMAL);
        poll();
        service.time.advance(Duration.ofSeconds(5));

        assertEquals("o\n", poll().frames());
        assertEquals(2, service.opened.size());
    }

    @Test
    void what_was_sent_before_a_close_is_received_before_it() {
        service.open("s");
        service.send("a");
        service.opened.element().close(CloseStatus.NORMAL);

        assertEquals("a[\"a\"]\n", poll().frames());
        assertTrue(poll().frames().startsWith("c[1000,"));
    }

    @Test
    void messages_arrive_in_order() {
        service.open("s");
        bring("[\"a\",\"b\"]");
        bring("[\"c\"]");

        assertEquals(List.of("a", "b", "c"), service.received);
    }

    @Test
    void a_send_is_answered_when_the_application_has_room_again() {
        service.isSlow = true;
        service.post("/0/s/xhr");
        var first = bring("[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]");
        assertEquals(0, first.status());
        assertEquals(503, bring("[\"10\"]").status());

        for (var work = service.slow.poll(); work != null; work = service.slow.poll()) {
            work.run();
        }

        assertEquals(204, first.status());
        assertEquals(List.of("1", "2", "3", "4", "5", "6", "7", "8", "9"), service.received);
    }

    @Test
    void messages_that_wait_for_the_application_are_not_unpacked() {
        service.isSlow = true;
        service.post("/0/s/xhr");
        bring("[" + "\"\",".repeat(2000) + "\"\"]");

        assertTrue(service.opened.isEmpty() && service.slow.size() == 1);
        for (var work = service.slow.poll(); work != null; work = service.slow.poll()) {
            work.run();
        }
        assertEquals(2001, service.received.size());
    }

    @Test
    void a_send_that_waits_is_answered_at_the_end() {
        service.isSlow = true;
        service.post("/0/s/xhr");
        var send = bring("[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]");
        service.time.advance(Duration.ofSeconds(25)); // the poll gets a heart-beat
        service.time.advance(Duration.ofSeconds(5));

        assertEquals(204, send.status());
    }

    @Test
    void a_message_over_the_limit_closes_with_1009() {
        service.open("s");
        bring("[\"" + "a".repeat(1001) + "\"]");

        assertTrue(poll().frames().startsWith("c[1009,"));
    }

    @Test
    void binary_messages_cannot_be_carried() {
        assertFalse(service.open("s").takesBinary());
    }

    @Test
    void messages_that_gather_share_a_frame() {
        var stream = stream();
        stream.stall();
        service.send("a");
        service.send("b");
        service.opened.element().send(Outgoing.reliable(Part.text("c")));
        stream.read();

        assertEquals("o\na[\"a\"]\na[\"b\",\"c\"]\n", stream.frames());
    }
}
