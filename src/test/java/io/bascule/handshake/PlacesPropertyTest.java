package io.bascule.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.handshake.Places.Limits;
import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** Whatever happens to places, in whatever order and on however many threads: none is lost and none is had twice. */
class PlacesPropertyTest {
    private static final int ALL = 6;
    private static final int PER_ADDRESS = 3;
    private static final int PER_USER = 2;
    private static final Limits LIMITS = new Limits(ALL, PER_ADDRESS, PER_USER);

    enum Do {
        TAKE,
        TAKE_AS,
        ADMITTED,
        OPENED,
        UNOPENED,
        LEFT,
        TIME
    }

    /** What is done to which of the places there have been, counted from the last; a new one is for {@code who}. */
    record Step(Do what, int which, int who) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        var what = Arbitraries.frequency(
                Tuple.of(8, Do.TAKE),
                Tuple.of(4, Do.TAKE_AS),
                Tuple.of(6, Do.ADMITTED),
                Tuple.of(6, Do.OPENED),
                Tuple.of(3, Do.UNOPENED),
                Tuple.of(4, Do.LEFT),
                Tuple.of(2, Do.TIME));
        var which = Arbitraries.integers().between(0, 5);
        var who = Arbitraries.integers().between(1, 3);
        return Combinators.combine(what, which, who).as(Step::new).list().ofMaxSize(80);
    }

    @Property
    void what_is_taken_is_what_a_plain_account_says(@ForAll("steps") List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            run.take(step);
            assertEquals(run.having(), run.places.taken());
        }
        run.all.forEach(Kept::end);
        assertEquals(0, run.places.taken());
        assertEquals(0, run.places.remembered());
        assertEquals(0, run.time.pending());
    }

    /** A place beside a plain account of what became of it. */
    private static final class Kept {
        private final Place place;
        private final String address;
        private String user = "";
        private boolean has;
        private boolean open;
        private boolean admitted;
        private long due = Long.MAX_VALUE;

        Kept(Places places, int who) {
            this.address = "192.0.2." + who;
            this.place = places.next(address);
        }

        void end() {
            place.unopened();
            place.left();
        }
    }

    private static final class Run {
        private final ManualTime time = new ManualTime();
        private final Places places = new Places(LIMITS, time);
        private final List<Kept> all = new ArrayList<>();

        long having() {
            return all.stream().filter(kept -> kept.has).count();
        }

        void take(Step step) {
            if (step.what() == Do.TAKE) {
                next(step.who());
            } else if (step.what() == Do.TIME) {
                time.advance(Duration.ofSeconds(3));
                all.stream()
                        .filter(kept -> !kept.open && kept.due <= time.nanoTime())
                        .forEach(kept -> kept.has = false);
            } else if (step.which() < all.size()) {
                happen(step, all.get(all.size() - 1 - step.which()));
            }
        }

        private void next(int who) {
            var kept = new Kept(places, who);
            long ofAddress = all.stream()
                    .filter(other -> other.has && other.address.equals(kept.address))
                    .count();
            kept.has = having() < ALL && ofAddress < PER_ADDRESS;
            assertEquals(kept.has, kept.place.take().isEmpty());
            if (kept.has) {
                all.add(kept);
            }
        }

        private void happen(Step step, Kept kept) {
            switch (step.what()) {
                case TAKE_AS -> takeAs(kept, "user" + step.who());
                case ADMITTED -> admit(kept);
                case OPENED -> {
                    boolean inTime = kept.has && !kept.open;
                    assertEquals(inTime, kept.place.opened());
                    kept.open |= inTime;
                }
                case UNOPENED -> {
                    kept.place.unopened();
                    kept.has &= kept.open;
                }
                default -> {
                    kept.place.left();
                    kept.has &= !kept.open;
                }
            }
        }

        private void takeAs(Kept kept, String user) {
            if (kept.has && !kept.open && kept.user.isEmpty() && !kept.admitted) {
                long ofUser = all.stream()
                        .filter(other -> other.has && other.user.equals(user))
                        .count();
                boolean free = ofUser < PER_USER;
                assertEquals(free, kept.place.takeAs(user).isEmpty());
                kept.user = free ? user : "";
            }
        }

        private void admit(Kept kept) {
            if (kept.has && !kept.open && !kept.admitted) {
                kept.place.admitted();
                kept.admitted = true;
                kept.due = time.nanoTime() + Place.OPENING.toNanos();
            }
        }
    }

    @Test
    void on_many_threads_no_limit_is_exceeded_and_all_are_free_at_the_end() throws Exception {
        int threads = 8;
        var time = new ManualTime();
        var places = new Places(LIMITS, time);
        var most = new int[threads];
        var meeting = new CyclicBarrier(threads);
        var all = new ArrayList<Thread>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            all.add(new Thread(() -> most[number] = comeAndGo(places, meeting)));
        }
        all.forEach(Thread::start);
        for (var thread : all) {
            thread.join();
        }
        int taken = IntStream.of(most).max().orElseThrow();
        assertTrue(taken > 0 && taken <= ALL, taken + " taken");
        assertEquals(0, places.taken());
        assertEquals(0, places.remembered());
        assertEquals(0, time.pending());
    }

    /** Takes places and has three threads at once say how each ends; the most that were ever taken. */
    private static int comeAndGo(Places places, CyclicBarrier meeting) {
        int most = 0;
        try {
            meeting.await();
            for (int i = 0; i < 2_000; i++) {
                var place = places.next("192.0.2." + ThreadLocalRandom.current().nextInt(3));
                if (place.take().isEmpty()) {
                    most = Math.max(most, places.taken());
                    live(place, new Random(i));
                }
            }
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        return most;
    }

    private static void live(Place place, Random chance) throws InterruptedException {
        if (place.takeAs("user" + chance.nextInt(3)).isPresent()) {
            place.unopened();
            return;
        }
        place.admitted();
        if (chance.nextInt(50) > 0) {
            endOfAnyKind(place, chance.nextInt(4));
            return;
        }
        var late = new Thread(place::unopened); // as the timer does
        var closing = new Thread(place::left);
        late.start();
        closing.start();
        place.opened();
        late.join();
        closing.join();
        place.left();
    }

    private static void endOfAnyKind(Place place, int kind) {
        for (int i = 0; i <= kind; i++) {
            if (i % 2 == 0) {
                place.opened();
            }
            place.unopened();
            place.left();
        }
    }
}
