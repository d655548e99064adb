package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.Connection.Waiting;
import io.bascule.connection.Outgoing.Kind;
import io.bascule.connection.Outgoing.Overflow;
import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever is done to an outbox, in whatever order, and however its wire behaves: it does what a plain list would that is
 * searched from end to end.
 */
class OutboxPropertyTest {
    private static final int BYTES = 100;
    private static final int MESSAGES = 8;

    enum Do {
        OFFER,
        COMPLETE,
        COMPLETE_TWICE,
        FAIL,
        WIRE_AT_ONCE,
        WIRE_TWICE,
        WIRE_LATE,
        WIRE_NEVER,
        WIRE_OK_AND_GONE,
        WIRE_FAILS,
        WIRE_THROWS,
        LESS_THAN_THE_DEADLINE,
        THE_DEADLINE,
        WHEN_BELOW,
        CLOSE,
        RELEASE
    }

    /** What is offered: {@code key} 0 is none. */
    record Step(Do what, int size, Kind kind, int key, Overflow overflow) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        var what = Arbitraries.frequency(
                Tuple.of(30, Do.OFFER),
                Tuple.of(15, Do.COMPLETE),
                Tuple.of(3, Do.COMPLETE_TWICE),
                Tuple.of(1, Do.FAIL),
                Tuple.of(4, Do.WIRE_AT_ONCE),
                Tuple.of(2, Do.WIRE_TWICE),
                Tuple.of(10, Do.WIRE_LATE),
                Tuple.of(1, Do.WIRE_NEVER),
                Tuple.of(1, Do.WIRE_OK_AND_GONE),
                Tuple.of(1, Do.WIRE_FAILS),
                Tuple.of(1, Do.WIRE_THROWS),
                Tuple.of(4, Do.LESS_THAN_THE_DEADLINE),
                Tuple.of(1, Do.THE_DEADLINE),
                Tuple.of(4, Do.WHEN_BELOW),
                Tuple.of(1, Do.CLOSE),
                Tuple.of(1, Do.RELEASE));
        var size = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.integers().between(0, 30)),
                Tuple.of(1, Arbitraries.integers().between(90, 200)));
        var kind = Arbitraries.frequency(
                Tuple.of(1, Kind.CONTROL), Tuple.of(2, Kind.RELIABLE), Tuple.of(6, Kind.DROPPABLE));
        var key = Arbitraries.integers().between(0, 3);
        var overflow = Arbitraries.of(Overflow.class);
        return Combinators.combine(what, size, kind, key, overflow)
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    @Property
    void it_does_as_a_plain_list_does_and_ends_once(@ForAll("steps") List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            run.take(step);
            run.check();
        }
        run.finish();
    }

    private static Outgoing message(String text, Step step) {
        Object key = step.key() == 0 ? Outgoing.NO_KEY : step.key();
        return new Outgoing(Part.text(text), Part.NONE, step.kind(), key, step.overflow());
    }

    /** An outbox beside a plain account of what it has been given. */
    private static final class Run implements Wire, Outbox.End {
        private final ManualTime time = new ManualTime();
        private final Duration deadline = Duration.ofSeconds(10);
        private final Outbox outbox =
                new Outbox(this, Runnable::run, OutboxTest.limits(BYTES, MESSAGES, deadline), time, time, this);
        private final List<Outgoing> waiting = new ArrayList<>();
        private final List<Outgoing> writing = new ArrayList<>();
        private final List<Outgoing> mustArrive = new ArrayList<>();
        private final List<Outgoing> handedOver = new ArrayList<>();
        private final List<Completion> late = new ArrayList<>();
        private final List<String> ends = new ArrayList<>();
        private Do mode = Do.WIRE_AT_ONCE;
        private int outstanding;
        private boolean closing;
        private boolean released;
        private long sent;
        private long conflated;
        private long dropped;
        private int waitersMade;
        private int waitersTold;
        private int number;

        void take(Step step) {
            switch (step.what()) {
                case OFFER -> offer(message(number++ + "x".repeat(step.size()), step));
                case COMPLETE -> completeNext(1);
                case COMPLETE_TWICE -> completeNext(2);
                case FAIL -> failNext();
                case WIRE_AT_ONCE, WIRE_TWICE, WIRE_LATE, WIRE_NEVER, WIRE_OK_AND_GONE, WIRE_FAILS, WIRE_THROWS ->
                    mode = step.what();
                case LESS_THAN_THE_DEADLINE -> time.advance(Duration.ofSeconds(step.size() % 4));
                case THE_DEADLINE -> time.advance(deadline);
                case WHEN_BELOW -> {
                    waitersMade++;
                    outbox.whenBelow(step.size(), () -> waitersTold++);
                }
                case CLOSE -> {
                    closing = true;
                    outbox.close(CloseStatus.NORMAL);
                }
                case RELEASE -> {
                    released = true;
                    outbox.release();
                }
            }
            if (step.what() == Do.THE_DEADLINE) {
                assertTrue(outstanding == 0 || over(), "a write is outstanding behind its deadline");
            }
        }

        private void offer(Outgoing message) {
            boolean open = !over() && !closing;
            var expected = open ? expected(message) : Offer.CLOSED; // before: it may be written while it is offered
            assertEquals(expected, outbox.offer(message));
            if (open && expected == Offer.CLOSED) {
                assertEquals(List.of("failed"), ends, "a bound ends the connection");
            }
        }

        /** Does to the list what the outbox shall do, step by step as the rules are told. */
        private Offer expected(Outgoing message) {
            boolean droppable = message.kind() == Kind.DROPPABLE;
            var policy = droppable ? message.overflow() : Overflow.CLOSE;
            if (droppable && message.key() != Outgoing.NO_KEY && (!writing.isEmpty() || !fits(waiting, message))) {
                int at = lastOf(message);
                if (at >= 0 && waiting.get(at).overflow() == policy) {
                    var replaced = new ArrayList<>(waiting);
                    replaced.remove(at);
                    if (fits(replaced, message)) {
                        waiting.set(at, message);
                        conflated++;
                        return Offer.CONFLATED;
                    }
                }
            }
            var left = new ArrayList<>(waiting);
            while (!fits(left, message) && drop(left, policy)) {
                // one after the other
            }
            if (!fits(left, message)) {
                dropped += policy == Overflow.CLOSE ? 0 : 1;
                return policy == Overflow.CLOSE ? Offer.CLOSED : Offer.DROPPED;
            }
            dropped += waiting.size() - left.size();
            waiting.clear();
            waiting.addAll(left);
            waiting.add(message);
            if (!droppable) {
                mustArrive.add(message);
            }
            return Offer.QUEUED;
        }

        private int lastOf(Outgoing message) {
            for (int at = waiting.size() - 1; at >= 0; at--) {
                var other = waiting.get(at);
                if (other.kind() == Kind.DROPPABLE && other.key().equals(message.key())) {
                    return at;
                }
            }
            return -1;
        }

        private boolean fits(List<Outgoing> others, Outgoing message) {
            int messages = others.size() + writing.size();
            return messages == 0 || (messages < MESSAGES && size(others) + size(writing) + message.size() <= BYTES);
        }

        private static int size(List<Outgoing> messages) {
            return messages.stream().mapToInt(Outgoing::size).sum();
        }

        /** Takes out what makes room for a message of {@code policy}. */
        private static boolean drop(List<Outgoing> from, Overflow policy) {
            for (int at = 0; at < from.size() && policy != Overflow.DROP_NEWEST; at++) {
                if (is(from.get(at), Overflow.DROP_OLDEST)) {
                    from.remove(at);
                    return true;
                }
            }
            for (int at = from.size() - 1; at >= 0 && policy == Overflow.CLOSE; at--) {
                if (is(from.get(at), Overflow.DROP_NEWEST)) {
                    from.remove(at);
                    return true;
                }
            }
            return false;
        }

        private static boolean is(Outgoing message, Overflow policy) {
            return message.kind() == Kind.DROPPABLE && message.overflow() == policy;
        }

        private void completeNext(int times) {
            if (!late.isEmpty()) {
                var done = late.remove(0);
                for (int i = 0; i < times; i++) {
                    done.written();
                }
            }
        }

        private void failNext() {
            if (!late.isEmpty()) {
                late.remove(0).failed(new IllegalStateException("reset"));
            }
        }

        @Override
        public void write(List<Outgoing> batch, Completion done) {
            assertEquals(0, outstanding, "two writes are outstanding");
            assertTrue(!over(), "written after the end");
            assertEquals(List.copyOf(waiting.subList(0, batch.size())), batch, "lost, reordered or repeated");
            outstanding++;
            waiting.subList(0, batch.size()).clear();
            writing.addAll(batch);
            handedOver.addAll(batch);
            var counted = new Completion() {
                private boolean over;

                @Override
                public void written() {
                    sent += over || over() ? 0 : writing.size();
                    end();
                    done.written();
                }

                @Override
                public void failed(Throwable cause) {
                    end();
                    done.failed(cause);
                }

                private void end() {
                    if (!over) {
                        outstanding--;
                        writing.clear();
                    }
                    over = true;
                }
            };
            switch (mode) {
                case WIRE_LATE -> late.add(counted);
                case WIRE_NEVER -> {}
                case WIRE_FAILS -> counted.failed(new IllegalStateException("reset"));
                case WIRE_THROWS -> {
                    outstanding = 0;
                    throw new IllegalStateException("closed");
                }
                case WIRE_TWICE -> {
                    counted.written();
                    done.written();
                }
                case WIRE_OK_AND_GONE -> { // as Undertow after its timeout: it says OK, and then that the client has
                    // gone
                    released = true;
                    outbox.release();
                    counted.written();
                }
                default -> counted.written();
            }
        }

        @Override
        public void close(CloseStatus status) {
            throw new AssertionError("the outbox itself closes nothing");
        }

        @Override
        public void cut() {
            throw new AssertionError("the outbox itself cuts nothing");
        }

        @Override
        public void flushed(CloseStatus status) {
            assertEquals(List.of(), waiting, "flushed before all was written");
            assertEquals(0, outstanding, "flushed before the last write ended");
            ends.add("flushed");
        }

        @Override
        public void failed(CloseStatus status) {
            ends.add("failed");
        }

        private boolean over() {
            return released || !ends.isEmpty();
        }

        void check() {
            assertTrue(ends.size() <= 1, "told twice");
            var told = outbox.waiting();
            assertTrue(told.bytes() <= BYTES || told.messages() == 1, "more bytes than the bound");
            assertTrue(told.messages() <= MESSAGES, "more messages than the bound");
            var counters = outbox.counters();
            assertEquals(List.of(conflated, sent), List.of(counters.conflated(), counters.sent()), "counters");
            if (over()) {
                assertEquals(new Waiting(0, 0, Duration.ZERO), told, "the end frees everything");
                assertEquals(waitersMade, waitersTold, "who waits for room is told of the end");
                assertEquals(0, time.pending(), "the end takes the deadline back");
                return;
            }
            assertEquals(dropped, counters.dropped());
            assertEquals(size(waiting) + size(writing), told.bytes());
            assertEquals(waiting.size() + writing.size(), told.messages());
            var undroppable = handedOver.stream()
                    .filter(message -> message.kind() != Kind.DROPPABLE)
                    .toList();
            assertEquals(mustArrive.subList(0, undroppable.size()), undroppable, "what must arrive is under way");
            if (outstanding == 0) {
                assertEquals(0, told.messages(), "nothing is outstanding and yet something waits");
            }
        }

        /** From here on the wire is a good one: whatever waits arrives. */
        void finish() {
            mode = Do.WIRE_AT_ONCE;
            while (!late.isEmpty()) {
                completeNext(1);
                check();
            }
            if (outstanding > 0) {
                time.advance(deadline);
                assertTrue(over(), "a write that never ends is noticed");
            }
            check();
        }
    }
}
