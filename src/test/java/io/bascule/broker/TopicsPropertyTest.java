package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.testing.Brokers;
import io.bascule.testing.RecordingSubscriber;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** However subscriptions come and go, what is remembered of a topic is what a scan of all of them finds. */
class TopicsPropertyTest {
    /** What is done to the broker under test and to the plain map of subscriptions beside it. */
    private interface Step {
        void on(Beside beside);
    }

    private static final class Beside {
        private final InMemoryBroker broker = Brokers.of(Limits.of(3, 1, 1, 1));
        private final RecordingSubscriber subscriber = RecordingSubscriber.anonymous("c1");
        private final Map<String, String> patterns = new TreeMap<>();

        private void subscribe(String id, String pattern) {
            unsubscribe(id);
            patterns.put(id, pattern);
            broker.subscribe(subscriber, new Subscription(id, pattern));
        }

        private void unsubscribe(String id) {
            patterns.remove(id);
            broker.unsubscribe(subscriber, id);
        }

        private void publish(String destination) {
            int before = subscriber.deliveries().size();
            broker.publish(subscriber, BrokerMessage.text("m", destination, Map.of(), ""));
            var reached = subscriber.deliveries().stream()
                    .skip(before)
                    .map(taken -> taken.subscription().id())
                    .sorted()
                    .toList();
            assertEquals(scanned(destination), reached, () -> destination + " among " + patterns);
        }

        private List<String> scanned(String destination) {
            return patterns.entrySet().stream()
                    .filter(one -> DestinationPatternTest.reference(one.getValue(), destination))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    @Property
    void what_is_remembered_is_what_a_scan_finds(@ForAll("steps") List<Step> steps) {
        var beside = new Beside();
        steps.forEach(step -> step.on(beside));
        beside.broker.gone(beside.subscriber);
        assertEquals(0, beside.broker.topics.subscriptions.below.size());
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var id = Arbitraries.of("1", "2", "3", "4", "5");
        Arbitrary<Step> subscribe = Combinators.combine(id, joined("a", "b", "*", "**"))
                .as((one, pattern) -> on -> on.subscribe(one, pattern));
        Arbitrary<Step> unsubscribe = id.map(one -> on -> on.unsubscribe(one));
        Arbitrary<Step> publish = joined("a", "b").map(destination -> on -> on.publish(destination));
        return Arbitraries.frequencyOf(Tuple.of(2, subscribe), Tuple.of(1, unsubscribe), Tuple.of(4, publish))
                .list()
                .ofMaxSize(40);
    }

    private static Arbitrary<String> joined(String... segments) {
        return Combinators.combine(Arbitraries.of("/", "."), Arbitraries.of(segments))
                .as(String::concat)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(all -> "/topic/t" + String.join("", all))
                .filter(written -> written.indexOf("**") == written.lastIndexOf("**"));
    }
}
