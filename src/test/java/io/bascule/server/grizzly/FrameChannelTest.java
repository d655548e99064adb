package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Wire;
import io.bascule.testing.ManualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.junit.jupiter.api.Test;

class FrameChannelTest {
    private static final String A = "81 01 61";
    private static final String CLOSE_1000 = "88 02 03 e8";

    private final ManualTime time = new ManualTime();
    private final FakeSocket socket = new FakeSocket();
    private final List<String> reading = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final FrameChannel channel = new FrameChannel(
            socket.connection(),
            socket.shortWay(),
            time,
            new FrameChannel.Reading() {
                @Override
                public void pause() {
                    reading.add("pause");
                }

                @Override
                public void resume() {
                    reading.add("resume");
                }
            },
            20);

    private void write(String text) {
        channel.write(List.of(Outgoing.text(text)), new Wire.Completion() {
            @Override
            public void written() {
                told.add("written " + text);
            }

            @Override
            public void failed(Throwable cause) {
                told.add("failed " + text + ": " + cause.getMessage());
            }
        });
    }

    private void tyrusWrites(int... frame) {
        var bytes = ByteBuffer.allocate(frame.length);
        for (int octet : frame) {
            bytes.put((byte) octet);
        }
        channel.tyrusWriter().write(bytes.flip(), new CompletionHandler<>() {
            @Override
            public void completed(ByteBuffer result) {
                told.add("tyrus written");
            }

            @Override
            public void failed(Throwable cause) {
                told.add("tyrus failed: " + cause.getMessage());
            }
        });
    }

    @Test
    void a_batch_is_written_and_told() {
        write("a");
        assertEquals(List.of(A), socket.seen());
        assertEquals(List.of("written a"), told);
    }

    @Test
    void what_the_socket_takes_at_once_is_told_at_once() {
        socket.taking(3);
        write("a");
        assertEquals(List.of("at once " + A), socket.seen());
        assertEquals(List.of("written a"), told);
    }

    @Test
    void what_the_socket_leaves_is_written_behind_and_told_when_that_is_done() {
        socket.taking(2).holding();
        write("a");
        assertEquals(List.of("at once 81 01", "61"), socket.seen());
        assertEquals(List.of(), told);
        socket.complete();
        assertEquals(List.of("written a"), told);
    }

    @Test
    void a_write_that_a_lost_socket_fails_at_once_is_told_as_failed() {
        socket.broken();
        write("a");
        assertEquals(List.of("failed a: connection reset"), told);
    }

    @Test
    void a_write_that_the_socket_fails_is_told_as_failed() {
        socket.holding();
        write("a");
        socket.fail();
        assertEquals(List.of("failed a: broken pipe"), told);
    }

    @Test
    void a_write_that_throws_is_told_as_failed() {
        socket.duringWrite(() -> {
            throw new IllegalStateException("closed");
        });
        write("a");
        assertEquals(List.of("failed a: closed"), told);
    }

    @Test
    void nothing_is_written_behind_a_close_frame() {
        channel.close(CloseStatus.NORMAL);
        write("a");
        tyrusWrites(0x8A, 0);
        assertEquals(List.of(CLOSE_1000), socket.seen());
        assertEquals(
                List.of("failed a: a close frame has been sent", "tyrus failed: a close frame has been sent"), told);
    }

    @Test
    void a_close_frame_that_another_thread_sends_during_a_write_comes_behind_it() {
        socket.duringWrite(() -> inAnotherThread(() -> channel.close(CloseStatus.NORMAL)));
        write("a");
        assertEquals(List.of(A, CLOSE_1000), socket.seen());
    }

    private static void inAnotherThread(Runnable task) {
        var other = new Thread(task);
        other.start();
        try {
            other.join();
        } catch (InterruptedException hurry) {
            throw new AssertionError(hurry);
        }
    }

    @Test
    void one_close_frame_is_sent_whoever_sends_the_second() {
        channel.close(CloseStatus.NORMAL);
        channel.close(CloseStatus.GOING_AWAY);
        tyrusWrites(0x88, 0);
        assertEquals(List.of(CLOSE_1000), socket.seen());
    }

    @Test
    void behind_the_close_frame_the_client_has_a_second_to_close_too() {
        channel.close(CloseStatus.NORMAL);
        time.advance(Duration.ofMillis(999));
        assertEquals(List.of(CLOSE_1000), socket.seen());
        time.advance(Duration.ofMillis(1));
        assertEquals(List.of(CLOSE_1000, "TERMINATED"), socket.seen());
    }

    @Test
    void when_the_client_closes_too_the_socket_is_closed() {
        channel.close(CloseStatus.NORMAL);
        channel.peerClosed();
        assertEquals(List.of(CLOSE_1000, "CLOSED"), socket.seen());
    }

    @Test
    void when_the_client_closed_first_the_answer_is_the_last_that_is_written() {
        socket.holding();
        channel.peerClosed();
        tyrusWrites(0x88, 2, 3, 0xE8);
        assertEquals(List.of(CLOSE_1000), socket.seen());
        socket.complete();
        assertEquals(List.of(CLOSE_1000, "CLOSED"), socket.seen());
    }

    @Test
    void a_close_frame_that_cannot_be_written_drops_the_socket() {
        socket.holding();
        channel.close(CloseStatus.NORMAL);
        socket.fail();
        assertEquals(List.of(CLOSE_1000, "TERMINATED"), socket.seen());
    }

    @Test
    void cut_drops_the_socket_without_a_close_frame() {
        channel.cut();
        channel.close(CloseStatus.NORMAL);
        assertEquals(List.of("TERMINATED"), socket.seen());
        assertTrue(channel.isClosing());
    }

    @Test
    void within_a_message_that_tyrus_sends_in_fragments_nothing_of_ours_is_written() {
        tyrusWrites(0x01, 1, 'x');
        write("a");
        tyrusWrites(0x8A, 0);
        tyrusWrites(0x00, 1, 'y');
        assertEquals(List.of("01 01 78", "8a 00", "00 01 79"), socket.seen());
        tyrusWrites(0x80, 1, 'z');
        assertEquals(List.of("01 01 78", "8a 00", "00 01 79", "80 01 7a", A), socket.seen());
        assertTrue(told.contains("written a"));
    }

    @Test
    void a_close_does_not_wait_for_the_end_of_tyrus_message() {
        tyrusWrites(0x01, 1, 'x');
        write("a");
        channel.close(CloseStatus.NORMAL);
        assertEquals(List.of("01 01 78", CLOSE_1000), socket.seen());
    }

    @Test
    void tyrus_answers_pings() {
        tyrusWrites(0x8A, 1, 7);
        assertEquals(List.of("8a 01 07"), socket.seen());
        assertEquals(List.of("tyrus written"), told);
    }

    @Test
    void a_client_that_pings_and_does_not_read_is_cut() {
        socket.holding();
        for (int i = 0; i < 7; i++) {
            tyrusWrites(0x8A, 1, i);
        }
        assertEquals("TERMINATED", socket.seen().get(6));
        assertEquals(List.of("tyrus failed: more than 1000 pongs or 20 bytes of them wait"), told);
    }

    @Test
    void pongs_that_are_written_do_not_add_up() {
        for (int i = 0; i < 100; i++) {
            tyrusWrites(0x8A, 1, i);
        }
        assertEquals(100, socket.seen().size());
        assertFalse(channel.isClosing());
    }

    @Test
    void when_tyrus_gives_up_without_a_close_frame_the_socket_is_closed() throws IOException {
        channel.tyrusWriter().close();
        assertEquals(List.of("CLOSED"), socket.seen());
    }

    @Test
    void when_tyrus_gives_up_behind_a_close_frame_the_client_has_its_second() throws IOException {
        channel.close(CloseStatus.NORMAL);
        channel.tyrusWriter().close();
        assertEquals(List.of(CLOSE_1000), socket.seen());
    }

    @Test
    void reading_can_be_stopped() {
        assertTrue(channel.pauseReading());
        channel.resumeReading();
        assertEquals(List.of("pause", "resume"), reading);
    }
}
