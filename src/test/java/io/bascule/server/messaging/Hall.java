package io.bascule.server.messaging;

import io.bascule.backplane.Content;
import io.bascule.backplane.Content.Queued;
import io.bascule.backplane.Ledger;
import io.bascule.backplane.Ledger.Change;
import io.bascule.backplane.Ledger.Taken;
import io.bascule.backplane.Ledger.Wish;
import io.bascule.backplane.Node;
import io.bascule.backplane.Station;
import io.bascule.testing.ManualTime;
import jakarta.jms.JMSException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A node's consumers of the queue /queue/q, its ledger, and the queues at a broker in memory. */
final class Hall implements Ledger.Local {
    static final String QUEUE = "/queue/q";
    /** What it is called at the broker. */
    static final String THERE = "bascule_queue_q";

    static final Node WEST = new Node("west", 1);
    static final Node EAST = new Node("east", 2);

    final ManualTime time = new ManualTime();
    final QueuesAtBroker broker = new QueuesAtBroker(time);
    final Ledger ledger = new Ledger(new Station(WEST, Station.Limits.of(1_000_000, true), time::nanoTime), 1_000_000);
    final Round.Ids ids = new Round.Ids(WEST);

    /** What has come to the consumers. */
    final List<Taken> taken = new CopyOnWriteArrayList<>();

    /** How much room they have. */
    volatile int room;
    /** What they want, by its text. */
    volatile Predicate<String> wants = text -> true;
    /** Whether they want whatever there is. */
    volatile boolean any = true;

    Hall() {
        ledger.serve(this);
    }

    static Queued message(String text) {
        return new Queued(
                QUEUE,
                new Content.Message("m", QUEUE, Map.of(), text.getBytes(StandardCharsets.UTF_8), true),
                0,
                false);
    }

    static Change put(String text) {
        return new Change.Put(message(text), 0);
    }

    static String text(Queued queued) {
        var text = new String(queued.message().body(), StandardCharsets.UTF_8);
        return queued.redelivered() ? text + " again" : text;
    }

    Desk desk(Node node) throws JMSException {
        return Desk.open(broker.factory().createConnection(), node);
    }

    /** Puts messages into the queue. */
    void stock(String... texts) throws JMSException {
        try (var desk = desk(EAST)) {
            for (var text : texts) {
                desk.put("e/" + text, message(text), 0);
            }
            desk.commit();
        }
    }

    /** Has a node hold messages, by ids that are their texts behind h/. */
    void hold(Node node, String... texts) throws JMSException {
        try (var desk = desk(node)) {
            for (var text : texts) {
                desk.hold("h/" + text, message(text));
            }
            desk.commit();
        }
    }

    /** Leaves the mark of a node. */
    void mark(Node node, long turn) throws JMSException {
        try (var desk = desk(node)) {
            desk.leaveMark(turn);
            desk.commit();
        }
    }

    /** What has come to the consumers, as text. */
    List<String> takenTexts() {
        return taken.stream().map(one -> text(one.message())).toList();
    }

    @Override
    public Set<String> queues() {
        return Set.of(QUEUE);
    }

    @Override
    public Wish wish(String queue) {
        return new Wish(room - taken.size(), any);
    }

    @Override
    public boolean wants(String queue, Content.Message message) {
        return wants.test(new String(message.body(), StandardCharsets.UTF_8));
    }

    @Override
    public void taken(List<Taken> messages) {
        taken.addAll(messages);
    }
}
