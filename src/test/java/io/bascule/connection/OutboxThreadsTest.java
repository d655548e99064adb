package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboxThreadsTest {
    private static final int SENDERS = 8;
    private static final int EACH = 1_600;

    @Test
    void eight_senders_lose_nothing_and_keep_their_order_over_a_wire_that_ends_on_other_threads()
            throws InterruptedException {
        var pool = Executors.newFixedThreadPool(2);
        try {
            send(pool);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void eight_senders_lose_nothing_and_keep_their_order_over_a_wire_that_ends_at_once() throws InterruptedException {
        send(Runnable::run);
    }

    private static void send(Executor completing) throws InterruptedException {
        var wire = new CountingWire(completing);
        var time = new ManualTime();
        var limits = OutboxTest.limits(100_000_000, SENDERS * EACH, Duration.ofSeconds(10));
        var outbox = new Outbox(wire, Runnable::run, limits, time, time, wire);
        var senders = new ArrayList<Thread>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int number = sender;
            senders.add(new Thread(() -> {
                for (int i = 0; i < EACH; i++) {
                    outbox.offer(Outgoing.text(number + ":" + i));
                }
            }));
        }
        senders.forEach(Thread::start);
        for (var sender : senders) {
            sender.join();
        }
        outbox.close(CloseStatus.NORMAL);
        assertTrue(wire.flushed.await(30, TimeUnit.SECONDS), "it is never told that all is written");
        assertEquals(1, wire.most.get(), "writes outstanding at once");
        assertEquals(SENDERS * EACH, wire.texts.size());
        for (int sender = 0; sender < SENDERS; sender++) {
            var prefix = sender + ":";
            var own = wire.texts.stream()
                    .filter(text -> text.startsWith(prefix))
                    .map(text -> Integer.parseInt(text.substring(prefix.length())))
                    .toList();
            assertEquals(own.stream().sorted().toList(), own, "the order of sender " + sender);
        }
    }

    /** Completes each write on {@code completing}; counts how many are outstanding. */
    private static final class CountingWire implements Wire, Outbox.End {
        private final Executor completing;
        private final AtomicInteger outstanding = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final CountDownLatch flushed = new CountDownLatch(1);
        /** Only one write is outstanding, and the next begins after it: no lock needed if the outbox keeps its word. */
        private final List<String> texts = new ArrayList<>();

        CountingWire(Executor completing) {
            this.completing = completing;
        }

        @Override
        public void write(List<Outgoing> batch, Completion done) {
            most.accumulateAndGet(outstanding.incrementAndGet(), Math::max);
            batch.forEach(message -> texts.add(message.head().text()));
            completing.execute(() -> {
                outstanding.decrementAndGet();
                done.written();
            });
        }

        @Override
        public void close(CloseStatus status) {}

        @Override
        public void cut() {}

        @Override
        public void flushed(CloseStatus status) {
            flushed.countDown();
        }

        @Override
        public void failed(CloseStatus status) {}
    }
}
