package io.bascule.broker;

import io.bascule.backplane.Content.Run;
import io.bascule.broker.BrokerLimits.History;
import io.bascule.broker.BrokerLimits.Retention;
import io.bascule.broker.BrokerMessage.Origin;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was published to topics, and to users, for those who subscribe later: they get it before what is new, without a
 * gap, a repeat or another order. Of what is said of topics here, all holds for what one user is sent to one destination.
 *
 * <p>Each message of a topic with a history has a number of its own in this server, and one thread at a time hands out
 * what is published to such topics, in the order of these numbers. Handing the history to a newcomer is a turn in that
 * same order: it gets what has a number up to the one of its subscription, and the topic lets through to it only what
 * has a higher one. So no lock is held while a subscriber is called.
 *
 * <p>Since all of them are handed out in one order, whoever has read one message has read all before it, whatever it has
 * subscribed to: by the last number of each node ({@link Progress}) it can go on later, at another node as well, unless
 * something behind it was dropped meanwhile or never came there. A message that gave way to a newer one for the same value
 * of a header is not missed.
 *
 * <p>When all histories together have too many bytes, or there are too many, that of the topic goes which has been
 * without a message for longest, its oldest message first.
 */
final class Histories {
    /** Gives a message its number among the publications of its node, and may send it on its way there. */
    @FunctionalInterface
    interface Numbering {
        long number(BrokerMessage message);
    }

    private static final long NO_NUMBER = 0;

    /** Of how many runs a node is told that has started. */
    private static final int RUNS_TOLD = Progress.RUNS / 2;

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    /** The history of one topic. Guarded by the {@link Histories} it belongs to. */
    private static final class Log {
        private final String key;
        private final DestinationPattern topic;
        private final Retention retention;
        /** What is kept, by what it is the last of; the oldest first. */
        private final Map<Object, BrokerMessage> kept = new LinkedHashMap<>();
        /** How far nobody can go back any more. */
        private final Progress forgotten = new Progress();

        private Log(String key, DestinationPattern topic, Retention retention) {
            this.key = key;
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
    private final UserDestinations users;
    private final Clock clock;
    /** Whether there is no other node. */
    private final boolean alone;

    /** This run of the broker; what is published here has numbers of it. */
    private final String run;

    /** The number of this node's last publication of whatever kind, which others may have shown to a client. */
    private final LongSupplier published;

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
    /** How far nobody can go back any more: what never came here, and topics without a log. */
    private final Progress forgotten = new Progress();
    /** How far this has come with what the nodes have published. */
    private final Progress seen = new Progress();
    /** The runs that this knows of by another node alone. */
    private final Set<String> unheard = new HashSet<>();
    /** What is to be done in turn. */
    private final Queue<Turn> turns = new ArrayDeque<>();

    private boolean busy;

    /**
     * Histories without a message.
     *
     * @param run tells this run of the broker from all others
     * @param published the number of its last publication to other nodes
     */
    Histories(
            Topics topics,
            UserDestinations users,
            BrokerLimits limits,
            Clock clock,
            boolean alone,
            Supplier<String> run,
            LongSupplier published) {
        this.topics = topics;
        this.users = users;
        this.limits = limits;
        this.clock = clock;
        this.alone = alone;
        this.rules = narrowestFirst(limits.histories());
        this.run = rules.isEmpty() ? "" : run.get();
        this.published = published;
        seen.reach(this.run, 0);
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
     * @param numbering gives a message its number among the publications of this node; called while holding the lock, so
     *     that nothing comes in between
     * @throws DestinationRefused if it is a pattern or misspelt
     */
    CompletionStage<Void> publish(BrokerMessage message, Numbering numbering) {
        return publish(message, run, numbering);
    }

    /** The same with what stays at this node; beside other nodes it has no number, and nobody can go on behind it. */
    CompletionStage<Void> publish(BrokerMessage message) {
        return publish(message, run, this::next);
    }

    private long next(BrokerMessage message) {
        return alone ? seen.of(run) + 1 : NO_NUMBER;
    }

    /** The same with what another node has published. */
    CompletionStage<Void> publish(BrokerMessage message, String from, long number) {
        return publish(message, from, one -> number);
    }

    private CompletionStage<Void> publish(BrokerMessage message, String from, Numbering numbering) {
        var retention = rules.isEmpty() ? Optional.<Retention>empty() : retention(message.destination());
        if (retention.isEmpty()) {
            numbering.number(message);
            topics.publish(message);
            return DONE;
        }
        var done = new CompletableFuture<Void>();
        append(new Line(message.destination(), topics::publish), message, from, numbering, retention.get(), done);
        handOut();
        return done;
    }

    /** What the history of a message is called, and who hands it out. */
    private record Line(String key, Consumer<BrokerMessage> receivers) {}

    /** Every user has a history of each destination. */
    private static String key(String user, String destination) {
        return destination + "\n" + user;
    }

    /** Publishes to a user, from a node that has no others; completes with the number of subscriptions reached. */
    CompletionStage<Integer> publish(Recipient.User to, BrokerMessage message) {
        return publish(to, message, this::next);
    }

    /** Publishes to a user, as {@link #publish(BrokerMessage, Numbering)} does to a topic. */
    CompletionStage<Integer> publish(Recipient.User to, BrokerMessage message, Numbering numbering) {
        return publish(to, message, run, numbering);
    }

    /** The same with what another node has published. */
    CompletionStage<Integer> publish(Recipient.User to, BrokerMessage message, String from, long number) {
        return publish(to, message, from, one -> number);
    }

    private CompletionStage<Integer> publish(
            Recipient.User to, BrokerMessage message, String from, Numbering numbering) {
        var retention = rules.isEmpty() ? Optional.<Retention>empty() : retention(message.destination());
        if (retention.isEmpty()) {
            numbering.number(message);
            return CompletableFuture.completedStage(users.publish(to, message));
        }
        var reached = new AtomicInteger();
        var done = new CompletableFuture<Void>();
        var line =
                new Line(key(to.name(), message.destination()), numbered -> reached.set(users.publish(to, numbered)));
        append(line, message, from, numbering, retention.get(), done);
        handOut();
        return done.thenApply(nothing -> reached.get());
    }

    /** Another node has published something, of whatever kind. */
    void heard(String from, long number) {
        if (!rules.isEmpty()) {
            hear(from, number);
        }
    }

    private synchronized void hear(String from, long number) {
        boolean known = seen.knows(from);
        boolean gap = unheard.remove(from) && number - 1 > seen.of(from);
        if (!known || gap) {
            forgotten.reach(from, number - 1);
        }
        seen.reach(from, number);
    }

    /** How far this has come with each run, for a node that has started since. */
    synchronized Map<String, Run> runs() {
        var runs = new HashMap<String, Run>();
        if (!rules.isEmpty()) {
            seen.latest(RUNS_TOLD).forEach((name, number) -> runs.put(name, new Run(number, number)));
            runs.put(run, new Run(seen.of(run), ownLast()));
        }
        return runs;
    }

    private long ownLast() {
        return Math.max(seen.of(run), published.getAsLong());
    }

    /**
     * How far another node had come with each run since when all that is published comes here. Of those that were heard here
     * themselves, more is known.
     */
    synchronized void begun(Map<String, Run> runs) {
        runs.forEach((name, before) -> {
            if (!rules.isEmpty() && !seen.knows(name)) {
                forgotten.reach(name, before.shown());
                seen.reach(name, before.last());
                unheard.add(name);
            }
        });
    }

    /** What another node has published up to this number, and has not come here, never will. */
    synchronized void missed(String from, long number) {
        forgotten.reach(from, number);
        seen.reach(from, number);
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

    private synchronized void append(
            Line line,
            BrokerMessage message,
            String from,
            Numbering numbering,
            Retention retention,
            CompletableFuture<Void> done) {
        long number = numbering.number(message);
        seen.reach(from, number);
        var origin = number == NO_NUMBER ? null : new Origin(from, number, new Position(run, seen.written()));
        var numbered = message.at(++last, origin);
        add(new Turn(() -> line.receivers().accept(numbered), message.bytes(), done));
        var log = log(line.key(), message.destination(), retention);
        var key = retention.key(numbered);
        if (key.isPresent()) {
            keep(log, key.get(), numbered);
        } else {
            numbered.reach(log.forgotten);
            dropIfUnused(log);
        }
    }

    private Log log(String key, String destination, Retention retention) {
        var known = logs.remove(key); // to come last
        var log = known == null ? new Log(key, DestinationPattern.exact(destination), retention) : known;
        logs.put(key, log);
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
        var oldest = log.kept.values().iterator();
        var dropped = oldest.next();
        oldest.remove();
        forget(dropped);
        dropped.reach(log.forgotten);
        dropIfUnused(log);
    }

    private void forget(@Nullable BrokerMessage message) {
        bytes -= message == null ? 0 : message.bytes();
    }

    private void dropIfUnused(Log log) {
        if (log.kept.isEmpty()) {
            logs.remove(log.key, log);
            forgotten.reachAll(log.forgotten);
        }
    }

    private void add(Turn turn) {
        waiting += turn.bytes;
        turns.add(turn);
    }

    // Handing out.

    private void handOut() {
        for (var turn = begin(); turn != null; turn = next()) {
            turn.happen();
        }
    }

    private synchronized @Nullable Turn begin() {
        return busy ? null : next();
    }

    private synchronized @Nullable Turn next() {
        var turn = turns.poll();
        busy = turn != null;
        if (turn != null) {
            waiting -= turn.bytes;
        }
        return turn;
    }

    // Subscribing.

    /**
     * Subscribes to topics or to what is for a user; done when the histories have been handed over.
     *
     * @param kept the topics or the user destinations
     * @param goesOn whether it may go on behind what it has read, if it wants to
     * @throws DestinationRefused as {@link Topics#subscribe} does
     */
    CompletionStage<Void> subscribe(InMemoryBroker.Kept kept, Receiver receiver, boolean goesOn) {
        var wanted = DestinationPattern.parse(receiver.destination());
        if (rules.stream().noneMatch(rule -> rule.topics().meets(wanted)) || isNobodys(kept, receiver)) {
            receiver.tellResumed(false);
            kept.subscribe(receiver);
            return DONE;
        }
        boolean may = goesOn && rules.stream().anyMatch(rule -> rule.topics().covers(wanted));
        if (!may) {
            receiver.tellResumed(false); // before what comes of destinations without a history, which does not wait
        }
        receiver.hold();
        kept.subscribe(receiver);
        var done = new CompletableFuture<Void>();
        join(receiver, wanted, may, done);
        handOut();
        return done;
    }

    /** What is for an anonymous client only is with one connection, and ends with it. */
    private boolean isNobodys(InMemoryBroker.Kept kept, Receiver receiver) {
        return kept == users && receiver.subscriber().user().isEmpty();
    }

    private synchronized void join(
            Receiver receiver, DestinationPattern wanted, boolean goesOn, CompletableFuture<Void> done) {
        long until = last;
        var found = logs(wanted, receiver);
        var since =
                receiver.subscription().since().filter(position -> goesOn).flatMap(position -> since(position, found));
        since.ifPresent(receiver::goOn);
        receiver.begin(until);
        add(new Turn(
                () -> {
                    if (goesOn) {
                        receiver.tellResumed(since.isPresent());
                    }
                    handOver(receiver, found, since, until);
                },
                0,
                done));
    }

    /** What a subscriber that goes on has read; empty where something behind it is lost, or may be. */
    private Optional<Progress> since(Position position, List<Log> found) {
        return Progress.read(position.offset()).filter(read -> isWhole(read, found));
    }

    private boolean isWhole(Progress read, List<Log> found) {
        return seen.knowsAll(read)
                && read.of(run) <= ownLast()
                && read.includes(forgotten)
                && found.stream().allMatch(log -> read.includes(log.forgotten));
    }

    private List<Log> logs(DestinationPattern wanted, Receiver receiver) {
        if (receiver.destination().startsWith(UserDestinations.PREFIX)) {
            return receiver.subscriber().user().map(user -> logs.get(key(user, wanted.toString()))).stream()
                    .toList();
        }
        if (wanted.isWild()) {
            return logs.values().stream()
                    .filter(log -> wanted.covers(log.topic))
                    .toList();
        }
        return Stream.ofNullable(logs.get(wanted.toString())).toList();
    }

    private void handOver(Receiver receiver, List<Log> found, Optional<Progress> since, long until) {
        for (var message : kept(found, until)) {
            if (message.expires() > clock.millis()
                    && since.filter(message::isIn).isEmpty()) {
                receiver.deliverAny(message);
            }
        }
    }

    private synchronized List<BrokerMessage> kept(List<Log> found, long until) {
        return found.stream()
                .flatMap(log -> log.kept.values().stream())
                .filter(message -> message.sequence() <= until)
                .sorted(Comparator.comparingLong(BrokerMessage::sequence))
                .toList();
    }
}
