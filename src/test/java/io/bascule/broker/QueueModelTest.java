package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.selector.Selector;
import io.bascule.testing.Brokers;
import io.bascule.testing.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * A queue beside a plain list of what waits. Each delivery must be what has waited longest of what its subscriber wants,
 * to one that has room; and at rest nothing waits that somebody could take.
 */
class QueueModelTest {
    private static final String QUEUE = "/queue/work";
    private static final int REDELIVERIES = 1;

    private interface Step {
        void on(Model model);
    }

    /** A message as the model knows it. */
    private static final class Sent {
        private final int number;
        private final String color;
        private int refusals;
        private boolean returned;

        Sent(int number, String color) {
            this.number = number;
            this.color = color;
        }
    }

    private static final class Model {
        private final InMemoryBroker broker;
        private final List<Client> clients = new ArrayList<>();
        private final NavigableMap<Integer, Sent> waiting = new TreeMap<>();
        private final List<String> dead = new ArrayList<>();
        private int sent;

        Model() {
            var limits = new Limits();
            limits.redeliveries = REDELIVERIES;
            broker = Brokers.of(limits.made());
            for (int i = 0; i < 3; i++) {
                clients.add(new Client(this, "c" + i));
            }
        }

        private void publish(String color) {
            var message = new Sent(sent++, color);
            waiting.put(message.number, message);
            Scene.join(broker.publish(
                    clients.get(0), BrokerMessage.text("m", QUEUE, Map.of("color", color), "" + message.number)));
        }

        private void comeBack(Sent message) {
            message.returned = true;
            waiting.put(message.number, message);
        }

        private void assertAtRest() {
            for (var client : clients) {
                assertTrue(
                        waiting.values().stream().noneMatch(client::couldTake),
                        () -> client.name + " could take one of those that wait");
            }
            assertEquals(
                    waiting.size()
                            + clients.stream().mapToInt(one -> one.has.size()).sum()
                            + dead.size(),
                    broker.queues.queues.values().stream()
                            .mapToInt(one -> one.messages)
                            .sum());
        }

        private void assertDead() {
            var reader = RecordingSubscriber.anonymous("reader");
            broker.subscribe(reader, new Subscription("1", "/queue/dead-letters"));
            assertEquals(dead, reader.texts());
            assertEquals(0, waiting.size());
            assertEquals(0, broker.queues.named.used);
            assertEquals(0, broker.queues.holders.size());
        }
    }

    /** A client and what the model thinks it has. */
    private static final class Client implements Subscriber {
        private final Model model;
        private final String name;
        private final NavigableMap<Long, Sent> has = new TreeMap<>();
        private AckMode acks = AckMode.AUTO;
        private int prefetch;
        private String wants = "";
        private boolean subscribed;

        Client(Model model, String name) {
            this.model = model;
            this.name = name;
        }

        private void subscribe(AckMode mode, int most, String color) {
            unsubscribe();
            acks = mode;
            prefetch = most;
            wants = color;
            subscribed = true;
            var selector = color.isEmpty() ? Selector.NONE : Selector.parse("color = '" + color + "'");
            Scene.join(model.broker.subscribe(this, new Subscription("1", QUEUE, mode, most, selector)));
        }

        private void unsubscribe() {
            subscribed = false;
            has.values().forEach(model::comeBack);
            has.clear();
            model.broker.unsubscribe(this, "1");
        }

        private void settle(int which, Settlement how) {
            if (has.isEmpty()) {
                return;
            }
            long number = List.copyOf(has.keySet()).get(which % has.size());
            var settled = acks == AckMode.CLIENT ? has.headMap(number, true) : has.subMap(number, true, number, true);
            if (how == Settlement.NACK) {
                settled.values().forEach(this::refuse);
            }
            settled.clear();
            Scene.join(model.broker.settle(this, number, how));
        }

        private void refuse(Sent message) {
            if (++message.refusals > REDELIVERIES) {
                model.dead.add("" + message.number);
            } else {
                model.comeBack(message);
            }
        }

        private boolean couldTake(Sent message) {
            return subscribed
                    && (acks == AckMode.AUTO || has.size() < prefetch)
                    && (wants.isEmpty() || wants.equals(message.color));
        }

        @Override
        public boolean deliver(Delivery delivery) {
            int number = Integer.parseInt(delivery.message().text());
            var oldest = model.waiting.values().stream().filter(this::couldTake).findFirst();
            assertEquals(oldest.map(one -> one.number), Optional.of(number));
            var message = Objects.requireNonNull(model.waiting.remove(number));
            assertEquals(message.returned, delivery.redelivered());
            if (acks == AckMode.AUTO) {
                assertEquals(0, delivery.number());
            } else {
                assertTrue(has.isEmpty() || has.lastKey() < delivery.number());
                has.put(delivery.number(), message);
            }
            return true;
        }

        @Override
        public String connection() {
            return name;
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public Executor inOrder() {
            return Runnable::run;
        }
    }

    @Property
    void a_queue_does_what_the_list_does(@ForAll("steps") List<Step> steps) {
        var model = new Model();
        for (var step : steps) {
            step.on(model);
            model.assertAtRest();
        }
        model.clients.forEach(Client::unsubscribe);
        model.clients.get(0).subscribe(AckMode.AUTO, 0, "");
        model.assertDead();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var client = Arbitraries.integers().between(0, 2);
        var color = Arbitraries.of("red", "blue");
        var wants = Arbitraries.of("", "", "red", "blue", "green");
        var which = Arbitraries.integers().between(0, 5);
        Arbitrary<Step> publish = color.map(one -> on -> on.publish(one));
        Arbitrary<Step> subscribe = Combinators.combine(
                        client,
                        Arbitraries.of(AckMode.values()),
                        Arbitraries.integers().between(1, 3),
                        wants)
                .as((one, acks, prefetch, wish) -> on -> on.clients.get(one).subscribe(acks, prefetch, wish));
        Arbitrary<Step> unsubscribe =
                client.map(one -> on -> on.clients.get(one).unsubscribe());
        Arbitrary<Step> settle = Combinators.combine(client, which, Arbitraries.of(Settlement.values()))
                .as((one, entry, how) -> on -> on.clients.get(one).settle(entry, how));
        return Arbitraries.frequencyOf(
                        Tuple.of(6, publish), Tuple.of(3, subscribe), Tuple.of(1, unsubscribe), Tuple.of(6, settle))
                .list()
                .ofMaxSize(60);
    }
}
