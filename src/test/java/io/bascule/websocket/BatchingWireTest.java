package io.bascule.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.Wire;
import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchingWireTest {
    private final FakeSession session = new FakeSession().gathering();
    private final ManualTime time = new ManualTime();
    private final Writers writers = new Writers(Runnable::run, 2, time, time);
    private final BatchingWire wire = new BatchingWire(session.session(), writers, Runnable::run, time, time);
    private final List<String> told = new ArrayList<>();

    BatchingWireTest() {
        time.advance(Duration.ofSeconds(1)); // the endpoint holds its connection
    }

    private void write(Outgoing... batch) {
        wire.write(List.of(batch), new Wire.Completion() {
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

    private void writeOnWriter(Outgoing... batch) {
        writers.execute(() -> write(batch));
    }

    /** Its client does not read for so long. */
    private void stall(Duration time, Outgoing... batch) {
        session.whenFlushed(() -> this.time.advance(time));
        writeOnWriter(batch);
        session.whenFlushed(() -> {});
    }

    @Test
    void it_is_for_containers_that_gather_frames() {
        assertTrue(BatchingWire.isFor(new FakeSession().gathering().session()));
    }

    @Test
    void it_is_not_for_containers_that_do_not() {
        assertFalse(BatchingWire.isFor(new FakeSession().session()));
    }

    @Test
    void a_batch_is_gathered_and_flushed_once() {
        writeOnWriter(
                Outgoing.text("a"),
                Outgoing.reliable(Part.binary(new byte[] {1})),
                Outgoing.control(Part.ping(new byte[] {7})));
        assertEquals(
                List.of(
                        "GATHER",
                        "BLOCKING TEXT a",
                        "BLOCKING BINARY 01",
                        "BLOCKING PING 07",
                        "FLUSH",
                        "GATHER NO MORE"),
                session.seen());
        assertEquals(List.of("written"), told);
    }

    @Test
    void on_a_thread_that_must_not_wait_messages_go_one_by_one() {
        write(Outgoing.text("a"), Outgoing.text("b"));
        assertEquals(List.of("TEXT a", "TEXT b"), session.seen());
        assertEquals(List.of("written"), told);
    }

    @Test
    void a_container_that_throws_ends_the_batch() {
        session.throwing();
        writeOnWriter(Outgoing.text("a"), Outgoing.text("b"));
        assertEquals(List.of("failed: TEXT_FULL_WRITING"), told);
    }

    @Test
    void a_client_that_kept_a_thread_waiting_is_sent_one_by_one_for_ten_times_as_long() {
        stall(Duration.ofSeconds(1), Outgoing.text("a"));
        time.advance(Duration.ofMillis(9_999));
        session.forget();
        writeOnWriter(Outgoing.text("b"));
        assertEquals(List.of("TEXT b"), session.seen());
    }

    @Test
    void and_then_gathered_for_again() {
        stall(Duration.ofSeconds(1), Outgoing.text("a"));
        time.advance(Duration.ofSeconds(10));
        session.forget();
        writeOnWriter(Outgoing.text("b"));
        assertEquals(List.of("GATHER", "BLOCKING TEXT b", "FLUSH", "GATHER NO MORE"), session.seen());
    }

    @Test
    void a_write_that_takes_a_moment_is_no_waiting() {
        stall(Duration.ofMillis(99), Outgoing.text("a"));
        session.forget();
        writeOnWriter(Outgoing.text("b"));
        assertEquals(List.of("GATHER", "BLOCKING TEXT b", "FLUSH", "GATHER NO MORE"), session.seen());
    }

    @Test
    void close_goes_out_when_nothing_is_gathered() {
        wire.close(CloseStatus.NORMAL);
        assertEquals(List.of("CLOSE 1000"), session.seen());
    }

    @Test
    void close_goes_out_behind_what_is_gathered() {
        session.whenFlushed(() -> wire.close(CloseStatus.POLICY.because("too slow")));
        writeOnWriter(Outgoing.text("a"));
        assertEquals(
                List.of("GATHER", "BLOCKING TEXT a", "FLUSH", "GATHER NO MORE", "CLOSE 1008 too slow"), session.seen());
    }

    @Test
    void behind_close_nothing_is_written() {
        wire.close(CloseStatus.NORMAL);
        writeOnWriter(Outgoing.text("a"));
        assertEquals(List.of("CLOSE 1000"), session.seen());
        assertEquals(List.of("failed: the connection is closing"), told);
    }

    @Test
    void a_close_does_not_wait_for_a_client_that_does_not_read() {
        session.whenFlushed(() -> {
            wire.close(CloseStatus.NORMAL);
            session.breaking();
            time.advance(Writers.PATIENCE);
            told.add("interrupted: " + Thread.currentThread().isInterrupted());
        });
        writeOnWriter(Outgoing.text("a"));
        assertEquals("interrupted: true", told.get(0));
        assertEquals(1L, session.properties().get("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT"));
    }

    @Test
    void a_cut_does_not_wait_at_all() {
        session.whenFlushed(() -> {
            session.breaking();
            wire.cut();
            told.add("interrupted: " + Thread.currentThread().isInterrupted());
        });
        writeOnWriter(Outgoing.text("a"));
        assertEquals("interrupted: true", told.get(0));
    }

    @Test
    void the_next_client_of_the_thread_is_not_interrupted() {
        session.whenFlushed(wire::cut);
        writeOnWriter(Outgoing.text("a"));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void a_cut_where_nothing_is_gathered_is_a_close() {
        wire.cut();
        assertEquals(List.of("CLOSE 1001"), session.seen());
    }
}
