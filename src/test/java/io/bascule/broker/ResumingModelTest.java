package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.backplane.Station;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.selector.Selector;
import io.bascule.testing.RecordingSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A client that comes and goes at two nodes, beside plain lists of all that each run of a node has published. */
class ResumingModelTest {
    private static final List<String> TOPICS = List.of("/topic/kept.a", "/topic/kept.b");

    private enum Step {
        PUBLISH_A_AT_WEST,
        PUBLISH_B_AT_WEST,
        PUBLISH_A_AT_EAST,
        PUBLISH_B_AT_EAST,
        CARRY_FROM_WEST,
        CARRY_FROM_EAST,
        COME_TO_WEST_OR_GO,
        COME_TO_EAST_OR_GO,
        KILL_EAST
    }

    /** What one run of a node has published to one topic. */
    private record Series(Run run, int topic) {}

    /** One run of a node; only what was carried can come to the other one. */
    private static final class Run {
        private final InMemoryBroker broker;
        private final Station station;
        private final List<List<String>> sent = List.of(new ArrayList<>(), new ArrayList<>());
        private final int[] carried = new int[2];

        private Run(InMemoryBroker broker, Station station) {
            this.broker = broker;
            this.station = station;
        }

        private int reaching(Run other, int topic) {
            return this == other ? sent.get(topic).size() : carried[topic];
        }
    }

    private static final class Model {
        private final Cluster cluster = new Cluster();
        private final Run west = new Run(cluster.west, cluster.stations.get(0));
        private Run east = new Run(cluster.east, cluster.stations.get(1));
        private final List<Run> runs = new ArrayList<>(List.of(west, east));
        private int published;

        private RecordingSubscriber client = RecordingSubscriber.anonymous("none");
        private @Nullable Run place;
        private Optional<Position> last = Optional.empty();

        /** Since the client began anew: what it has read, and how much was past by then. */
        private final List<String> read = new ArrayList<>();

        private final Map<Series, Integer> past = new HashMap<>();

        private void step(Step step) throws InterruptedException {
            switch (step) {
                case PUBLISH_A_AT_WEST -> publish(west, 0);
                case PUBLISH_B_AT_WEST -> publish(west, 1);
                case PUBLISH_A_AT_EAST -> publish(east, 0);
                case PUBLISH_B_AT_EAST -> publish(east, 1);
                case CARRY_FROM_WEST -> carry(west);
                case CARRY_FROM_EAST -> carry(east);
                case COME_TO_WEST_OR_GO -> comeOrGo(west);
                case COME_TO_EAST_OR_GO -> comeOrGo(east);
                case KILL_EAST -> killEast();
            }
        }

        private void publish(Run at, int topic) {
            var text = Integer.toString(published++);
            var safe = at.broker.publish(cluster.ann, Scene.message(TOPICS.get(topic), Map.of(), text));
            if (!safe.toCompletableFuture().isCompletedExceptionally()) { // there was room for it
                at.sent.get(topic).add(text);
            }
        }

        private void carry(Run from) throws InterruptedException {
            for (var one = from.station.next(0); one.isPresent(); one = from.station.next(0)) {
                one.get().sent().run();
                for (var to : cluster.stations) {
                    to.arrived(one.get().bytes());
                }
            }
            for (int topic = 0; topic < TOPICS.size(); topic++) {
                from.carried[topic] = from.sent.get(topic).size();
            }
        }

        private void comeOrGo(Run at) {
            if (place == null) {
                come(at);
            } else {
                place.broker.gone(client);
                leave();
            }
        }

        private void come(Run at) {
            client = RecordingSubscriber.anonymous("c" + published);
            place = at;
            var wanted = new Subscription("s", "/topic/kept.*", AckMode.AUTO, 0, Selector.NONE, last);
            Scene.join(at.broker.subscribe(client, wanted));
            if (!client.resumptions().equals(List.of(true))) {
                beginAnew(at);
            }
        }

        private void beginAnew(Run at) {
            checkGapless();
            last = Optional.empty(); // it keeps nothing of before
            read.clear();
            past.clear();
            for (var run : runs) {
                for (int topic = 0; topic < TOPICS.size(); topic++) {
                    past.put(new Series(run, topic), run.reaching(at, topic));
                }
            }
        }

        private void leave() {
            read.addAll(client.texts());
            var taken = client.deliveries();
            if (!taken.isEmpty()) {
                last = taken.get(taken.size() - 1).message().position();
            }
            place = null;
        }

        /** Another run of it begins; what the old one has not sent is lost with it. */
        private void killEast() throws InterruptedException {
            if (place == east) {
                leave();
            }
            cluster.stations.remove(1);
            var broker = cluster.broker("east", runs.size());
            east = new Run(broker, cluster.stations.get(1));
            runs.add(east);
            carry(west);
            cluster.pass(Duration.ofSeconds(40));
        }

        /** Returns how far the client has come with each series. */
        private Map<Series, Integer> checkGapless() {
            var reached = new HashMap<Series, Integer>();
            for (var run : runs) {
                for (int topic = 0; topic < TOPICS.size(); topic++) {
                    var series = new Series(run, topic);
                    reached.put(series, checkGapless(series));
                }
            }
            return reached;
        }

        private int checkGapless(Series series) {
            var sent = series.run().sent.get(series.topic());
            var got = read.stream().filter(sent::contains).toList();
            int begun = past.getOrDefault(series, 0);
            int from = got.isEmpty() ? begun : sent.indexOf(got.get(0));
            assertTrue(from <= begun, () -> "the first of " + sent + " are missing in " + got);
            int until = from + got.size();
            assertEquals(sent.subList(from, Math.min(until, sent.size())), got);
            return until;
        }

        /** Carries all, has the client there, and looks whether anything is missing. */
        private void end() throws InterruptedException {
            if (place == null) {
                come(east);
            }
            carry(west);
            carry(east);
            var at = place == east ? east : west;
            leave();
            checkGapless()
                    .forEach((series, until) -> assertTrue(
                            until >= series.run().reaching(at, series.topic()),
                            () -> "the last of " + series.run().sent.get(series.topic()) + " are missing in " + read));
        }
    }

    @Property
    void whoever_goes_on_at_whatever_node_misses_nothing_and_reads_nothing_twice(
            @ForAll @Size(max = 60) List<Step> steps) throws InterruptedException {
        var model = new Model();
        for (var step : steps) {
            model.step(step);
        }
        model.end();
    }
}
