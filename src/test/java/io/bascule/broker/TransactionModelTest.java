package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.broker.Broker.Operation;
import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.selector.Selector;
import io.bascule.testing.Brokers;
import io.bascule.testing.RecordingSubscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Transactions beside a plain map of queues of which a copy is changed and kept only when all went well. */
class TransactionModelTest {
    private static final int MOST_MESSAGES = 3;
    private static final int MOST_QUEUES = 3;
    private static final int HELD = 4;

    /** A part of a transaction: a message to a queue, or the settling of one of what the client holds. */
    private record Part(String destination, int which, Settlement how) {
        private boolean isMessage() {
            return !destination.isEmpty();
        }
    }

    /** What is in the queues, and which deliveries the client has still to settle. */
    private static final class State {
        private final Map<String, List<String>> queues = new HashMap<>();
        private final Set<Integer> held = new HashSet<>(Set.of(0, 1, 2, 3));

        private State copy() {
            var copy = new State();
            queues.forEach((name, texts) -> copy.queues.put(name, new ArrayList<>(texts)));
            copy.held.retainAll(held);
            return copy;
        }

        /** Whether it could be done; if not, this is spoilt. */
        private boolean does(Part part, String text) {
            if (!part.isMessage()) {
                return held.remove(part.which);
            }
            if (part.destination.contains("*")) {
                return false;
            }
            var queue = queues.computeIfAbsent(part.destination, name -> new ArrayList<>());
            queue.add(text);
            return queue.size() <= MOST_MESSAGES && queues.size() <= MOST_QUEUES - 1; // one is the client's own
        }
    }

    @Property
    void a_transaction_does_all_or_nothing(@ForAll("transactions") List<List<Part>> transactions) {
        var limits = new Limits();
        limits.queueMessages = MOST_MESSAGES;
        limits.destinations = MOST_QUEUES;
        var broker = Brokers.of(limits.made());
        var client = RecordingSubscriber.anonymous("client");
        hold(broker, client);
        var state = new State();
        int sent = 0;
        for (var transaction : transactions) {
            var after = state.copy();
            boolean possible = true;
            var operations = new ArrayList<Operation>();
            for (var part : transaction) {
                var text = "" + sent++;
                possible = possible && after.does(part, text);
                operations.add(operation(part, text, client));
            }
            var stage = broker.apply(client, operations).toCompletableFuture();
            assertEquals(possible, !stage.isCompletedExceptionally(), transaction::toString);
            state = possible ? after : state;
            assertEquals(state.held.size(), broker.queues.holders.size());
        }
        assertEquals(state.queues, drained(broker));
    }

    /** The client has some deliveries of a topic, which has no limit that counts here. */
    private static void hold(InMemoryBroker broker, RecordingSubscriber client) {
        for (int i = 0; i < HELD; i++) {
            broker.subscribe(
                    client, new Subscription("s" + i, "/topic/held", AckMode.CLIENT_INDIVIDUAL, 1, Selector.NONE));
        }
        broker.publish(client, BrokerMessage.text("m", "/topic/held", Map.of(), "held"));
        broker.subscribe(client, new Subscription("own", "/queue/own"));
    }

    private static Operation operation(Part part, String text, RecordingSubscriber client) {
        return part.isMessage()
                ? new Operation.Publish(BrokerMessage.text("m", part.destination, Map.of(), text))
                : new Operation.Settle(client.deliveries().get(part.which).number(), Settlement.ACK);
    }

    private static Map<String, List<String>> drained(InMemoryBroker broker) {
        var found = new HashMap<String, List<String>>();
        for (var name : Set.copyOf(broker.queues.queues.keySet())) {
            var reader = RecordingSubscriber.anonymous("reader");
            broker.subscribe(reader, new Subscription("1", name));
            if (!name.equals("/queue/own")) {
                found.put(name, reader.texts());
            }
        }
        return found;
    }

    @Provide
    Arbitrary<List<List<Part>>> transactions() {
        Arbitrary<Part> message = Arbitraries.frequencyOf(
                        Tuple.of(8, Arbitraries.of("/queue/a", "/queue/b")),
                        Tuple.of(1, Arbitraries.of("/queue/c", "/queue/*")))
                .map(destination -> new Part(destination, 0, Settlement.ACK));
        Arbitrary<Part> settle = Combinators.combine(
                        Arbitraries.integers().between(0, HELD - 1), Arbitraries.of(Settlement.ACK))
                .as((which, how) -> new Part("", which, how));
        return Arbitraries.frequencyOf(Tuple.of(3, message), Tuple.of(1, settle))
                .list()
                .ofMaxSize(4)
                .list()
                .ofMaxSize(8);
    }
}
