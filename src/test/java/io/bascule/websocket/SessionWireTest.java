package io.bascule.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.Wire;
import io.bascule.testing.ManualTime;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionWireTest {
    private final FakeSession session = new FakeSession();
    private final ArrayDeque<Runnable> closers = new ArrayDeque<>();
    private final ManualTime time = new ManualTime();
    private final SessionWire wire = new SessionWire(session.session(), closers::add, time, time);
    private final List<String> told = new ArrayList<>();

    SessionWireTest() {
        time.advance(Duration.ofSeconds(1)); // the endpoint holds its connection
    }

    private void write(Outgoing... batch) {
        write(List.of(batch));
    }

    private void write(List<Outgoing> batch) {
        wire.write(batch, new Wire.Completion() {
            @Override
            public void written() {
                told.add("written");
            }

            @Override
            public void failed(Throwable cause) {
                told.add("failed: " + cause.getMessage());
            }
        });
    }

    @Test
    void text_goes_out_as_text() {
        write(Outgoing.text("a€"));
        assertEquals(List.of("TEXT a€"), session.seen());
        assertEquals(List.of("written"), told);
    }

    @Test
    void binary_goes_out_as_binary() {
        write(Outgoing.reliable(Part.binary(new byte[] {1, 2})));
        assertEquals(List.of("BINARY 0102"), session.seen());
    }

    @Test
    void a_ping_is_over_when_it_was_handed_on() {
        session.holding();
        write(Outgoing.control(Part.ping(new byte[] {7})));
        assertEquals(List.of("PING 07"), session.seen());
        assertEquals(List.of("written"), told);
    }

    @Test
    void head_and_tail_go_out_as_one_message() {
        write(
                new Outgoing(Part.text("he"), Part.text("llo"), Outgoing.Kind.RELIABLE, Outgoing.NO_KEY),
                new Outgoing(
                        Part.binary(new byte[] {1}),
                        Part.binary(new byte[] {2}),
                        Outgoing.Kind.RELIABLE,
                        Outgoing.NO_KEY));
        assertEquals(List.of("TEXT hello", "BINARY 0102"), session.seen());
    }

    @Test
    void a_character_may_lie_half_in_the_head_and_half_in_the_tail() {
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
        write(new Outgoing(
                Part.utf8(Arrays.copyOf(euro, 1)),
                Part.utf8(Arrays.copyOfRange(euro, 1, 3)),
                Outgoing.Kind.RELIABLE,
                Outgoing.NO_KEY));
        assertEquals(List.of("TEXT €"), session.seen());
    }

    @Test
    void the_next_message_of_a_batch_goes_out_when_the_one_before_is_over() {
        session.holding();
        write(Outgoing.text("a"), Outgoing.text("b"));
        assertEquals(List.of("TEXT a"), session.seen());
        session.complete();
        assertEquals(List.of("TEXT a", "TEXT b"), session.seen());
        assertEquals(List.of(), told);
        session.complete();
        assertEquals(List.of("written"), told);
    }

    @Test
    void sends_that_are_over_at_once_are_no_recursion() {
        write(Collections.nCopies(50_000, Outgoing.text("a")));
        assertEquals(50_000, session.seen().size());
        assertEquals(List.of("written"), told);
    }

    @Test
    void a_send_that_fails_ends_the_batch() {
        session.holding();
        write(Outgoing.text("a"), Outgoing.text("b"));
        session.fail(new IOException("broken pipe"));
        assertEquals(List.of("TEXT a"), session.seen());
        assertEquals(List.of("failed: broken pipe"), told);
    }

    @Test
    void a_container_that_throws_ends_the_batch() {
        session.throwing();
        write(Outgoing.text("a"), Outgoing.text("b"));
        assertEquals(List.of("failed: TEXT_FULL_WRITING"), told);
    }

    @Test
    void a_send_that_is_told_over_twice_sends_one_message_more_and_not_two() {
        session.holding();
        write(Outgoing.text("a"), Outgoing.text("b"), Outgoing.text("c"));
        var first = session.released();
        first.onResult(new SendResult());
        first.onResult(new SendResult());
        assertEquals(List.of("TEXT a", "TEXT b"), session.seen());
    }

    @Test
    void a_send_that_is_told_over_and_then_failed_is_over() {
        session.holding();
        write(Outgoing.text("a"), Outgoing.text("b"));
        var first = session.released();
        first.onResult(new SendResult());
        first.onResult(new SendResult(new IOException("late")));
        session.complete();
        assertEquals(List.of("written"), told);
    }

    @Test
    void close_is_asked_for_on_another_thread() {
        wire.close(CloseStatus.POLICY.because("log in first"));
        assertEquals(List.of(), session.seen());
        closers.remove().run();
        assertEquals(List.of("CLOSE 1008 log in first"), session.seen());
    }

    @Test
    void codes_of_applications_are_sent_as_they_are() {
        wire.close(new CloseStatus(4001, ""));
        closers.remove().run();
        assertEquals(List.of("CLOSE 4001"), session.seen());
    }

    @Test
    void behind_close_the_rest_of_a_batch_is_not_sent() {
        session.holding();
        write(Outgoing.text("a"), Outgoing.text("b"));
        wire.close(CloseStatus.NORMAL);
        session.complete();
        assertEquals(List.of("TEXT a"), session.seen());
        assertEquals(List.of("failed: the connection is closing"), told);
    }

    @Test
    void a_container_that_cannot_close_is_left_alone() {
        session.refusingToClose();
        wire.close(CloseStatus.NORMAL);
        closers.remove().run();
        assertEquals(List.of(), session.seen());
    }

    @Test
    void cut_is_a_close_where_there_is_nothing_harder() {
        wire.cut();
        closers.remove().run();
        assertEquals(List.of("CLOSE 1001"), session.seen());
    }
}
