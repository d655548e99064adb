package io.bascule.broker;

import io.bascule.broker.BrokerLimits.History;
import io.bascule.broker.BrokerLimits.Retention;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was published to topics, for those who subscribe later: they get it before what is new, without a gap, a repeat
 * or another order.
 *
 * <p>Each message of a topic with a history has a number of its own in this server, and one thread at a time hands out
 * what is published to such a topic, in the order of these numbers. Handing the history to a newcomer is a turn in that
 * same order: it gets what has a number up to the one of its subscription, and the topic lets through to it only what
 * has a higher one. So no lock is held while a subscriber is called.
 *
 * <p>When all histories together have too many bytes, or there are too many, that of the topic goes which has been
 * without a message for longest, its oldest message first.
 */
final class Histories {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    /** The history of one topic. Guarded by the {@link Histories} it belongs to. */
    private static final class Log {
        private final DestinationPattern topic;
        private final Retention retention;
        /** What is kept, by what it is the last of; the oldest first. */
        private final Map<Object, BrokerMessage> kept = new LinkedHashMap<>();
        /** What is to be done in turn. */
        private final Queue<Turn> turns = new ArrayDeque<>();

        private boolean busy;

        private Log(DestinationPattern topic, Retention retention) {
            this.topic = topic;
            this.retention = retention;
        }
    }

    /** Something to be handed out. */
    private record Turn(Runnable work, int bytes, CompletableFuture<Void> done) {
        private void happen() {
            try {
                work.run();
                done.complete(null);
            } catch (Throwable broken) { // the turns behind it must come, whatever happens
                done.completeExceptionally(broken);
            }
        }
    }

    private final Topics topics;
    private final Clock clock;
    private final BrokerLimits limits;
    /** The narrower ones first. */
    private final List<History> rules;

    /** Which topics have a history; any thread. */
    private final Map<String, Optional<Retention>> remembered = new ConcurrentHashMap<>();

    /** Guarded by {@code this}, as all below; the one that has been without a message for longest is first. */
    final Map<String, Log> logs = new LinkedHashMap<>();

    /** Of what is kept. */
    long bytes;
    /** Of what is to be handed out. */
    private long waiting;
    /** The number of the last message. */
    private long last;

    Histories(Topics topics, BrokerLimits limits, Clock clock) {
        this.topics = topics;
        this.limits = limits;
        this.clock = clock;
        this.rules = narrowestFirst(limits.histories());
    }

    private static List<History> narrowestFirst(List<History> rules) {
        var sorted = new ArrayList<History>();
        for (var rule : rules) {
            int at = 0;
            while (at < sorted.size() && !sorted.get(at).topics().covers(rule.topics())) {
                at++;
            }
            sorted.add(at, rule);
        }
        return List.copyOf(sorted);
    }

    /**
     * Publishes to a topic, whether or not there is room; done when everybody has been offered it.
     *
     * @throws DestinationRefused if it is a pattern or misspelt
     */
    CompletionStage<Void> publish(BrokerMessage message) {
        var retention = rules.isEmpty() ? Optional.<Retention>empty() : retention(message.destination());
        if (retention.isEmpty()) {
            topics.publish(message);
            return DONE;
        }
        var done = new CompletableFuture<Void>();
        handOut(append(message, retention.get(), done));
        return done;
    }

    private Optional<Retention> retention(String destination) {
        var known = remembered.get(destination);
        if (known != null) {
            return known;
        }
        var topic = DestinationPattern.exact(destination);
        var found = rules.stream()
                .filter(rule -> rule.topics().covers(topic))
                .findFirst()
                .map(History::retention);
        if (remembered.size() >= limits.destinations()) {
            remembered.clear(); // however many destinations are made up, starting over is cheap
        }
        remembered.put(destination, found);
        return found;
    }

    /** @throws DestinationRefused if there is no room for it among what is to be handed out */
    synchronized void check(BrokerMessage message) {
        if (waiting > 0 && waiting + message.bytes() > limits.historyBytes()) {
            throw new DestinationRefused("topics with a history have " + waiting + " bytes to hand out, their limit is "
                    + limits.historyBytes());
        }
    }

    private synchronized Log append(BrokerMessage message, Retention retention, CompletableFuture<Void> done) {
        var log = log(message.destination(), retention);
        var numbered = message.at(++last);
        add(log, new Turn(() -> topics.publish(numbered), message.bytes(), done));
        log.retention.key(numbered).ifPresent(key -> keep(log, key, numbered));
        return log;
    }

    private Log log(String destination, Retention retention) {
        var known = logs.remove(destination); // to come last
        var log = known == null ? new Log(DestinationPattern.exact(destination), retention) : known;
        logs.put(destination, log);
        return log;
    }

    private void keep(Log log, Object key, BrokerMessage message) {
        forget(log.kept.remove(key));
        log.kept.put(key, message);
        bytes += message.bytes();
        if (log.kept.size() > log.retention.most()) {
            dropOldest(log);
        }
        while (bytes > limits.historyBytes()) {
            dropOldest(stalest());
        }
        if (bytes > 0 && logs.size() > limits.destinations()) {
            dropAll(stalest());
        }
    }

    private void dropAll(Log log) {
        while (!log.kept.isEmpty()) {
            dropOldest(log);
        }
    }

    /** The one that has been without a message for longest, of those that keep any. */
    private Log stalest() {
        return logs.values().stream()
                .filter(log -> !log.kept.isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private void dropOldest(Log log) {
        var oldest = log.kept.entrySet().iterator();
        forget(oldest.next().getValue());
        oldest.remove();
        dropIfUnused(log);
    }

    private void forget(@Nullable BrokerMessage message) {
        bytes -= message == null ? 0 : message.bytes();
    }

    private void dropIfUnused(Log log) {
        if (log.kept.isEmpty() && !log.busy && log.turns.isEmpty()) {
            logs.remove(log.topic.toString(), log);
        }
    }

    private void add(Log log, Turn turn) {
        waiting += turn.bytes;
        log.turns.add(turn);
    }

    // Handing out.

    private void handOut(Log log) {
        for (var turn = begin(log); turn != null; turn = next(log)) {
            turn.happen();
        }
    }

    private synchronized @Nullable Turn begin(Log log) {
        return log.busy ? null : next(log);
    }

    private synchronized @Nullable Turn next(Log log) {
        var turn = log.turns.poll();
        log.busy = turn != null;
        if (turn != null) {
            waiting -= turn.bytes;
        }
        dropIfUnused(log);
        return turn;
    }

    // Subscribing.

    /**
     * Subscribes to topics; done when the histories have been handed over.
     *
     * @throws DestinationRefused as {@link Topics#subscribe} does
     */
    CompletionStage<Void> subscribe(Receiver receiver) {
        var wanted = DestinationPattern.parse(receiver.destination());
        if (rules.stream().noneMatch(rule -> rule.topics().meets(wanted))) {
            topics.subscribe(receiver);
            return DONE;
        }
        receiver.hold();
        topics.subscribe(receiver);
        var done = new ArrayList<CompletableFuture<Void>>();
        join(receiver, wanted, done).forEach(this::handOut);
        return CompletableFuture.allOf(done.toArray(new CompletableFuture<?>[0]));
    }

    private synchronized List<Log> join(
            Receiver receiver, DestinationPattern wanted, List<CompletableFuture<Void>> done) {
        long until = last;
        receiver.begin(until);
        var found = logs(wanted);
        for (var log : found) {
            var handedOver = new CompletableFuture<Void>();
            done.add(handedOver);
            add(log, new Turn(() -> handOver(receiver, log, until), 0, handedOver));
        }
        return found;
    }

    private List<Log> logs(DestinationPattern wanted) {
        if (wanted.isWild()) {
            return logs.values().stream()
                    .filter(log -> wanted.covers(log.topic))
                    .toList();
        }
        return Stream.ofNullable(logs.get(wanted.toString())).toList();
    }

    private void handOver(Receiver receiver, Log log, long until) {
        for (var message : kept(log, until)) {
            if (message.expires() > clock.millis()) {
                receiver.deliverAny(message);
            }
        }
    }

    private synchronized List<BrokerMessage> kept(Log log, long until) {
        return log.kept.values().stream()
                .filter(message -> message.sequence() <= until)
                .toList();
    }
}
