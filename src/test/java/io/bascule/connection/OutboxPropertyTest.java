package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.Connection.Waiting;
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

/** Whatever is done to an outbox, in whatever order, and however its wire behaves: this holds after each step. */
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
        WIRE_FAILS,
        WIRE_THROWS,
        LESS_THAN_THE_DEADLINE,
        THE_DEADLINE,
        WHEN_BELOW,
        CLOSE,
        RELEASE
    }

    record Step(Do what, int size) {}

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
        return Combinators.combine(what, size).as(Step::new).list().ofMaxSize(60);
    }

    @Property
    void it_loses_reorders_and_repeats_nothing_and_ends_once(@ForAll("steps") List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            run.take(step);
            run.check();
        }
        run.finish();
    }

    /** An outbox beside a plain account of what it has been given. */
    private static final class Run implements Wire, Outbox.End {
        private final ManualTime time = new ManualTime();
        private final Duration deadline = Duration.ofSeconds(10);
        private final Outbox outbox =
                new Outbox(this, Runnable::run, OutboxTest.limits(BYTES, MESSAGES, deadline), time, time, this);
        private final List<String> accepted = new ArrayList<>();
        private final List<String> written = new ArrayList<>();
        private final List<Completion> late = new ArrayList<>();
        private final List<String> ends = new ArrayList<>();
        private Do mode = Do.WIRE_AT_ONCE;
        private int outstanding;
        private boolean released;
        private boolean broken;
        private int waitersMade;
        private int waitersTold;
        private int number;

        void take(Step step) {
            switch (step.what()) {
                case OFFER -> offer(step.size());
                case COMPLETE -> completeNext(1);
                case COMPLETE_TWICE -> completeNext(2);
                case FAIL -> failNext();
                case WIRE_AT_ONCE, WIRE_TWICE, WIRE_LATE, WIRE_NEVER, WIRE_FAILS, WIRE_THROWS -> mode = step.what();
                case LESS_THAN_THE_DEADLINE -> time.advance(Duration.ofSeconds(step.size() % 4));
                case THE_DEADLINE -> time.advance(deadline);
                case WHEN_BELOW -> {
                    waitersMade++;
                    outbox.whenBelow(step.size(), () -> waitersTold++);
                }
                case CLOSE -> outbox.close(CloseStatus.NORMAL);
                case RELEASE -> {
                    released = true;
                    outbox.release();
                }
            }
            if (step.what() == Do.THE_DEADLINE) {
                assertTrue(outstanding == 0 || over(), "a write is outstanding behind its deadline");
            }
        }

        private void offer(int size) {
            var before = outbox.waiting();
            boolean open = !over() && !broken;
            var text = number++ + "x".repeat(size);
            accepted.add(text); // before: it may be written while it is offered
            var offer = outbox.offer(Outgoing.text(text));
            if (offer != Offer.QUEUED) {
                accepted.remove(text);
                boolean tooMuch = (before.messages() > 0 && before.bytes() + text.length() > BYTES)
                        || before.messages() >= MESSAGES;
                assertTrue(!open || tooMuch || closing(), "refused without a reason");
            }
        }

        private boolean closing() {
            return outbox.offer(Outgoing.text("")) == Offer.CLOSED;
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
                broken = true;
                late.remove(0).failed(new IllegalStateException("reset"));
            }
        }

        @Override
        public void write(List<Outgoing> batch, Completion done) {
            assertEquals(0, outstanding, "two writes are outstanding");
            assertTrue(!over(), "written after the end");
            outstanding++;
            batch.forEach(message -> written.add(message.head().text()));
            var counted = new Completion() {
                private boolean over;

                @Override
                public void written() {
                    end();
                    done.written();
                }

                @Override
                public void failed(Throwable cause) {
                    broken = true;
                    end();
                    done.failed(cause);
                }

                private void end() {
                    outstanding -= over ? 0 : 1;
                    over = true;
                }
            };
            switch (mode) {
                case WIRE_LATE -> late.add(counted);
                case WIRE_NEVER -> {}
                case WIRE_FAILS -> counted.failed(new IllegalStateException("reset"));
                case WIRE_THROWS -> {
                    broken = true;
                    outstanding = 0;
                    throw new IllegalStateException("closed");
                }
                case WIRE_TWICE -> {
                    counted.written();
                    done.written();
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
            assertEquals(accepted, written, "flushed before all was written");
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
            var common = accepted.subList(0, Math.min(written.size(), accepted.size()));
            assertEquals(common, written, "lost, reordered or repeated");
            var waiting = outbox.waiting();
            assertTrue(waiting.bytes() <= BYTES || waiting.messages() == 1, "more bytes than the bound");
            assertTrue(waiting.messages() <= MESSAGES, "more messages than the bound");
            if (over()) {
                assertEquals(new Waiting(0, 0, Duration.ZERO), waiting, "the end frees everything");
                assertEquals(waitersMade, waitersTold, "who waits for room is told of the end");
                assertEquals(0, time.pending(), "the end takes the deadline back");
            } else if (outstanding == 0) {
                assertEquals(accepted, written, "nothing is outstanding and yet something waits");
                assertEquals(0, waiting.messages());
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
