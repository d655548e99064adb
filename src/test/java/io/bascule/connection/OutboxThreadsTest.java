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
import java.util.function.BiFunction;
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

    @Test
    void of_eight_keys_that_eight_senders_conflate_each_keeps_its_order_and_the_newest_arrives()
            throws InterruptedException {
        var pool = Executors.newFixedThreadPool(2);
        try {
            var wire = new CountingWire(pool);
            var time = new ManualTime();
            var limits = OutboxTest.limits(100_000_000, 100, Duration.ofSeconds(10));
            var outbox = new Outbox(wire, Runnable::run, limits, time, time, wire);
            offerFromAll(
                    outbox,
                    (sender, text) -> new Outgoing(Part.text(text), Part.NONE, Outgoing.Kind.DROPPABLE, sender));
            outbox.close(CloseStatus.NORMAL);
            assertTrue(wire.flushed.await(30, TimeUnit.SECONDS), "it is never told that all is written");
            assertEquals(SENDERS * EACH, wire.texts.size() + outbox.counters().conflated());
            for (int sender = 0; sender < SENDERS; sender++) {
                var own = wire.numbersOf(sender);
                assertEquals(own.stream().sorted().toList(), own, "the order of key " + sender);
                assertEquals(EACH - 1, own.get(own.size() - 1));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void offerFromAll(Outbox outbox, BiFunction<Integer, String, Outgoing> message)
            throws InterruptedException {
        var senders = new ArrayList<Thread>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int number = sender;
            senders.add(new Thread(() -> {
                for (int i = 0; i < EACH; i++) {
                    outbox.offer(message.apply(number, number + ":" + i));
                }
            }));
        }
        senders.forEach(Thread::start);
        for (var sender : senders) {
            sender.join();
        }
    }

    private static void send(Executor completing) throws InterruptedException {
        var wire = new CountingWire(completing);
        var time = new ManualTime();
        var limits = OutboxTest.limits(100_000_000, SENDERS * EACH, Duration.ofSeconds(10));
        var outbox = new Outbox(wire, Runnable::run, limits, time, time, wire);
        offerFromAll(outbox, (sender, text) -> Outgoing.text(text));
        outbox.close(CloseStatus.NORMAL);
        assertTrue(wire.flushed.await(30, TimeUnit.SECONDS), "it is never told that all is written");
        assertEquals(1, wire.most.get(), "writes outstanding at once");
        assertEquals(SENDERS * EACH, wire.texts.size());
        for (int sender = 0; sender < SENDERS; sender++) {
            var own = wire.numbersOf(sender);
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

        List<Integer> numbersOf(int sender) {
            var prefix = sender + ":";
            return texts.stream()
                    .filter(text -> text.startsWith(prefix))
                    .map(text -> Integer.parseInt(text.substring(prefix.length())))
                    .toList();
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
