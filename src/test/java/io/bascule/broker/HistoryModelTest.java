package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.broker.BrokerLimits.Retention;
import io.bascule.testing.Brokers;
import io.bascule.testing.RecordingSubscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Histories beside a plain list of all that was ever published. */
class HistoryModelTest {
    private interface Step {
        void on(Model model);
    }

    private record Sent(String topic, String key, String text) {}

    /** One who came at some moment: all that it is to get of each topic. */
    private record Newcomer(RecordingSubscriber subscriber, String pattern, Map<String, List<String>> wanted) {}

    private static final class Model {
        private final boolean byKey;
        private final InMemoryBroker broker;
        private final List<Sent> all = new ArrayList<>();
        private final List<Newcomer> newcomers = new ArrayList<>();

        Model(boolean byKey) {
            this.byKey = byKey;
            Retention retention = byKey ? new Retention.LastOfEach("key") : new Retention.Last(3);
            broker = Brokers.of(new Limits().history("/topic/kept.*", retention).made());
        }

        private void publish(String topic, String key) {
            var sent = new Sent(topic, key, "" + all.size());
            all.add(sent);
            newcomers.stream()
                    .filter(one -> covers(one.pattern, topic))
                    .forEach(one -> one.wanted
                            .computeIfAbsent(topic, name -> new ArrayList<>())
                            .add(sent.text));
            Map<String, String> headers = key.isEmpty() ? Map.of() : Map.of("key", key);
            Scene.join(broker.publish(
                    RecordingSubscriber.anonymous("p"), BrokerMessage.text("m", topic, headers, sent.text)));
        }

        private void come(String pattern) {
            var wanted = new HashMap<String, List<String>>();
            for (var topic : all.stream().map(Sent::topic).distinct().toList()) {
                if (covers(pattern, topic)) {
                    var kept = kept(topic);
                    if (!kept.isEmpty()) {
                        wanted.put(topic, new ArrayList<>(kept));
                    }
                }
            }
            var subscriber = RecordingSubscriber.anonymous("c" + newcomers.size());
            newcomers.add(new Newcomer(subscriber, pattern, wanted));
            Scene.join(broker.subscribe(subscriber, new Subscription("1", pattern)));
        }

        private List<String> kept(String topic) {
            if (!topic.startsWith("/topic/kept.")) {
                return List.of();
            }
            var there = all.stream().filter(one -> one.topic.equals(topic)).toList();
            return byKey ? lastOfEach(there) : texts(there.stream().skip(Math.max(0, there.size() - 3)));
        }

        private static List<String> lastOfEach(List<Sent> there) {
            return texts(there.stream()
                    .filter(one -> !one.key.isEmpty())
                    .filter(one ->
                            there.stream().skip(there.indexOf(one) + 1).noneMatch(later -> later.key.equals(one.key))));
        }

        private static List<String> texts(Stream<Sent> sent) {
            return sent.map(Sent::text).toList();
        }

        private static boolean covers(String pattern, String topic) {
            return DestinationPattern.parse(pattern).covers(DestinationPattern.parse(topic));
        }
    }

    @Property
    void a_newcomer_gets_what_is_kept_and_then_what_is_new(@ForAll boolean byKey, @ForAll("steps") List<Step> steps) {
        var model = new Model(byKey);
        steps.forEach(step -> step.on(model));
        for (var newcomer : model.newcomers) {
            var found = new HashMap<String, List<String>>();
            for (var delivery : newcomer.subscriber.deliveries()) {
                found.computeIfAbsent(delivery.message().destination(), name -> new ArrayList<>())
                        .add(delivery.message().text());
            }
            assertEquals(newcomer.wanted, found);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var topic = Arbitraries.of("/topic/kept.a", "/topic/kept.b", "/topic/other");
        var key = Arbitraries.of("", "x", "y");
        Arbitrary<Step> publish = Combinators.combine(topic, key).as((where, what) -> on -> on.publish(where, what));
        Arbitrary<Step> come =
                Arbitraries.of("/topic/kept.a", "/topic/kept.*", "/topic/**").map(pattern -> on -> on.come(pattern));
        return Arbitraries.frequencyOf(Tuple.of(5, publish), Tuple.of(1, come))
                .list()
                .ofMaxSize(40);
    }
}
