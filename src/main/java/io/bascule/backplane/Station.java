package io.bascule.backplane;

import io.bascule.backplane.Content.Beat;
import io.bascule.backplane.Content.Clients;
import io.bascule.backplane.Content.Disconnect;
import io.bascule.backplane.Content.Ended;
import io.bascule.backplane.Content.EndedBefore;
import io.bascule.backplane.Content.Hello;
import io.bascule.backplane.Content.Publication;
import io.bascule.backplane.Content.Reached;
import io.bascule.backplane.Content.Stocked;
import io.bascule.backplane.Content.WhichEnded;
import io.bascule.backplane.Content.Who;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One node's end of a backplane. A carrier takes from it what is to be sent, brings it what arrives, and may lose the
 * connection to the broker and find it again without anybody else noticing:
 *
 * <pre>
 *  publish ──> Departures ──> next() ──> carrier ══> broker ══> carrier ──> arrived() ──> Arrivals ──> listener
 *                                                                               └──> Members, Questions
 * </pre>
 *
 * {@link #next} is called by one thread, {@link #arrived} and {@link #look} by one other.
 */
public final class Station implements Backplane, Letters {
    private static final Logger LOG = System.getLogger(Station.class.getName());

    /**
     * How long what may take, and how much may wait.
     *
     * @param waitingBytes how much may wait to be sent
     * @param beat how often a node says that it lives
     * @param silence how long a node may be silent before it is gone
     * @param gap how long what is missing is waited for; zero where the broker keeps nothing for this node
     * @param answer how long the answers of other nodes are waited for
     */
    public record Limits(long waitingBytes, Duration beat, Duration silence, Duration gap, Duration answer) {
        /** Longer than a broker keeps a connection that is dead, and with it what that had been sent: 60 s in Artemis. */
        private static final Duration DEAD_CONNECTION = Duration.ofSeconds(90);

        /** Beats every 2 s, gone after 10 s, answers within 5 s; {@code kept} is whether the broker keeps what comes for us. */
        public static Limits of(long waitingBytes, boolean kept) {
            return new Limits(
                    waitingBytes,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    kept ? DEAD_CONNECTION : Duration.ZERO,
                    Duration.ofSeconds(5));
        }
    }

    private final Node self;
    private final Limits limits;
    private final LongSupplier ticker;
    private final Departures departures;
    private final Arrivals arrivals;
    private final Members members;
    private final Questions questions;
    private final Rosters rosters = new Rosters();
    /** About the logins that were ended. */
    private final CatchUp catchUp;

    /** About how far all runs had come when this one began; so late that what was on its way then has arrived at all. */
    private final CatchUp history;

    /** The answer to that, and since when; until all has arrived here, too, that it may speak of. As {@link #look}. */
    private Map<String, Content.Run> runs = Map.of();

    private long runsTold;

    /** Told of queues that have something to take. */
    private volatile Consumer<String> stocked = queue -> {};

    private volatile ToIntFunction<Disconnect> disconnects = order -> 0;

    /** Told who comes and goes elsewhere. */
    private volatile ClientListener guests = Nobody.LISTENS;

    /** Unknown, until it is said who has them. */
    private volatile @Nullable Endings endings;

    private volatile Listener listener = (from, number, publication) -> 0;
    private volatile Reader reader = (from, letter) -> {};

    /** The number of the last letter of each node; those of which nothing was heard for longest are forgotten. */
    private final Map<Node, Long> read = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Node, Long> eldest) {
            return size() > Arrivals.RUNS;
        }
    };

    /** When a beat of this node came back last; any thread. */
    private volatile long echo;

    /** Why the broker cannot be reached, until a beat comes back; any thread. */
    private volatile @Nullable String cut = "there was no answer yet";

    /** When the last beat was taken; the thread that calls {@link #next} only. */
    private long beaten;

    /** @param ticker counts nanoseconds */
    public Station(Node self, Limits limits, LongSupplier ticker) {
        this.self = self;
        this.limits = limits;
        this.ticker = ticker;
        this.departures = new Departures(self, limits.waitingBytes());
        this.arrivals = new Arrivals(new InOrder(), limits.gap());
        this.members = new Members(limits.silence());
        this.questions = new Questions(limits.answer());
        this.catchUp = new CatchUp(Duration.ZERO, limits.beat(), limits.silence());
        this.history = new CatchUp(limits.silence(), limits.beat(), limits.silence());
        this.echo = ticker.getAsLong();
        this.beaten = echo - limits.beat().toNanos();
    }

    // What the broker of this node asks.

    @Override
    public Node self() {
        return self;
    }

    @Override
    public void listen(Listener receiver) {
        listener = receiver;
    }

    /** Has {@code receiver} told, from now on, when a node says that there is something in a queue that all share. */
    void whenStocked(Consumer<String> receiver) {
        stocked = receiver;
    }

    /** Says that there is something in a queue that all share. */
    void tellStocked(String queue) {
        departures.add(new Stocked(queue));
    }

    @Override
    public void deliverTo(Reader whoever) {
        reader = whoever;
    }

    @Override
    public boolean write(Node to, byte[] letter) {
        return departures.write(to, letter);
    }

    @Override
    public void checkRoom() {
        departures.checkRoom();
    }

    @Override
    public CompletionStage<Void> publish(Publication publication, LongConsumer numbered) {
        return departures.add(publication, numbered);
    }

    @Override
    public CompletionStage<Integer> publishCounted(Publication publication, LongConsumer numbered) {
        var counted = new Counted();
        departures.add(publication, number -> {
            numbered.accept(number);
            counted.ask(number);
        });
        return counted.answer();
    }

    /** Asks as soon as the number is known, since an answer may be there before the publication has been added. */
    private final class Counted {
        private @Nullable CompletionStage<Integer> answer;

        private void ask(long number) {
            answer = questions.ask(number, members.all(), ticker.getAsLong());
        }

        private CompletionStage<Integer> answer() {
            return Objects.requireNonNull(answer);
        }
    }

    @Override
    public long published() {
        return departures.last();
    }

    @Override
    public void came(String connection, Optional<String> user) {
        rosters.came(connection, user);
    }

    @Override
    public void left(String connection) {
        rosters.left(connection);
    }

    @Override
    public Set<Client> clients() {
        return rosters.all();
    }

    @Override
    public void listenForClients(ClientListener receiver) {
        guests = receiver;
    }

    private enum Nobody implements ClientListener {
        LISTENS;

        @Override
        public void came(Client client) {}

        @Override
        public void left(Client client) {}
    }

    @Override
    public void listenForDisconnects(ToIntFunction<Disconnect> order) {
        disconnects = order;
    }

    @Override
    public void shareEndings(Endings known) {
        endings = known;
    }

    @Override
    public Set<Node> nodes() {
        return members.all();
    }

    @Override
    public Health health() {
        var why = cut;
        if (why != null) {
            return new Health(false, "the broker cannot be reached: " + why + waiting());
        }
        long silent = ticker.getAsLong() - echo;
        return silent < 3 * limits.beat().toNanos()
                ? new Health(true, "")
                : new Health(
                        false,
                        "the broker has not answered for "
                                + Duration.ofNanos(silent).toSeconds() + " s" + waiting());
    }

    private String waiting() {
        return "; " + departures.bytes() + " bytes wait to be sent";
    }

    // What the carrier asks.

    /** Waits for something to send, {@code nanos} at most; empty when there is nothing. A beat when one is due. */
    public Optional<Departure> next(long nanos) throws InterruptedException {
        long now = ticker.getAsLong();
        if (now - beaten >= limits.beat().toNanos()) {
            beaten = now;
            departures.add(new Beat(rosters.number()));
        }
        rosters.untold().ifPresent(departures::add);
        var known = endings;
        if (known != null && catchUp.owes()) {
            departures.add(new EndedBefore(catchUp.isDone(), known.all()));
        }
        if (history.owes()) {
            departures.add(new Content.Runs(history.isDone(), listener.runs()));
        }
        return Optional.ofNullable(departures.next(nanos));
    }

    /** Whether nothing waits to be sent, nor is being sent. */
    public boolean isIdle() {
        return departures.isEmpty();
    }

    /** Takes leave of the other nodes, behind what waits. */
    public void leave() {
        departures.add(new Content.Bye());
    }

    /** The broker cannot be reached, or no more; true when it was thought to be there. */
    public boolean cut(String why) {
        boolean was = cut == null;
        cut = why;
        if (was && limits.gap().isZero()) {
            catchUp.begin();
        }
        return was;
    }

    /** The bytes of a {@link Parcel} that asks whether another node has this node's name. */
    public byte[] hello() {
        return new Parcel(self, Parcel.UNCOUNTED, List.of(new Hello())).bytes();
    }

    /** Whether these are the bytes of a parcel that tells of a node of the same name, which lives or was there first. */
    public boolean isRival(byte[] bytes) {
        return read(bytes).filter(this::isRival).isPresent();
    }

    private boolean isRival(Parcel parcel) {
        boolean older = parcel.from().epoch() < self.epoch();
        return isNamesake(parcel.from())
                && parcel.contents().stream()
                        .anyMatch(content -> content instanceof Beat || (content instanceof Hello && older));
    }

    private boolean isNamesake(Node other) {
        return other.name().equals(self.name()) && other.epoch() != self.epoch();
    }

    /** Something has arrived, from this node as well. What is no parcel is logged and dropped. */
    public void arrived(byte[] bytes) {
        read(bytes).ifPresent(this::arrived);
    }

    private static Optional<Parcel> read(byte[] bytes) {
        try {
            return Optional.of(Parcel.read(bytes));
        } catch (ParcelRefused refused) {
            LOG.log(
                    Level.WARNING,
                    "Something in the broker is not for Bascule, and was dropped: {0}",
                    refused.getMessage());
            return Optional.empty();
        }
    }

    private void arrived(Parcel parcel) {
        if (parcel.from().equals(self)) {
            echo(parcel);
            return;
        }
        long now = ticker.getAsLong();
        if (parcel.first() == Parcel.UNCOUNTED) {
            parcel.contents().forEach(content -> sign(parcel.from(), content, now));
            return;
        }
        long sequence = parcel.first();
        for (var content : parcel.contents()) {
            if (content instanceof Publication publication) {
                arrivals.arrived(parcel.from(), sequence, publication, now);
            }
            sequence++;
        }
    }

    private void echo(Parcel parcel) {
        if (parcel.first() == Parcel.UNCOUNTED) {
            echo = ticker.getAsLong();
            catchUp.heard(echo);
            history.heard(echo);
            if (cut != null) {
                cut = null;
                LOG.log(Level.INFO, "The backplane is up; this is node {0}", self);
            }
        }
    }

    private void sign(Node from, Content sign, long now) {
        if (sign instanceof Content.Bye) {
            gone(from, "has stopped");
        } else if (sign instanceof Reached reached && reached.of().equals(self)) {
            questions.answered(reached.sequence(), from, reached.subscriptions());
        } else if (sign instanceof Content.Letter letter && letter.to().equals(self)) {
            letter(from, letter);
        } else if (sign instanceof Hello) {
            departures.add(new Beat(rosters.number())); // so that it need not wait, whether to know us or for its name
        } else if (sign instanceof Beat beat) {
            heard(from, now);
            ask(from, beat, now);
        } else if (sign instanceof Clients clients) {
            heard(from, now);
            rosters.told(from, clients).tell(guests);
        } else if (sign instanceof Stocked some) {
            stocked.accept(some.queue());
        } else {
            question(sign, now);
        }
    }

    /** Asks a node that lives for what is not known here. */
    private void ask(Node from, Beat beat, long now) {
        if (!rosters.knows(from, beat.clients())) {
            departures.add(new Who(from));
        }
        if (catchUp.asks(from, now)) {
            departures.add(new WhichEnded(from));
        }
        if (history.asks(from, now)) {
            departures.add(new Content.WhichRuns(from));
        }
    }

    private void question(Content sign, long now) {
        if (sign instanceof Who who && who.of().equals(self)) {
            rosters.ask();
        } else if (sign instanceof WhichEnded which && which.of().equals(self)) {
            catchUp.owe();
        } else if (sign instanceof EndedBefore before) {
            ended(before.logins());
            catchUp.answered(before.whole());
        } else if (sign instanceof Content.WhichRuns which && which.of().equals(self)) {
            history.owe();
        } else if (sign instanceof Content.Runs told && history.isAsking(now)) {
            runs = told.runs();
            runsTold = now;
            history.answered(told.whole());
        }
    }

    private int ended(Map<String, Long> logins) {
        var known = endings;
        return known == null ? 0 : known.ended(logins);
    }

    /** What a broker brings again, or behind a later one, is dropped. */
    private void letter(Node from, Content.Letter letter) {
        if (letter.number() > read.getOrDefault(from, 0L)) {
            read.put(from, letter.number());
            reader.read(from, letter.bytes());
        }
    }

    private void heard(Node from, long now) {
        if (members.heard(from, now)) {
            LOG.log(
                    isNamesake(from) ? Level.ERROR : Level.INFO,
                    isNamesake(from)
                            ? "Another node has our name: {0}; give each its own by bascule.node"
                            : "Node {0} is there",
                    from);
        }
    }

    private void gone(Node node, String how) {
        if (members.left(node)) {
            LOG.log(Level.INFO, "Node {0} {1}", node, how);
        }
        questions.left(node);
        rosters.gone(node).tell(guests);
    }

    /** Looks what is overdue; to be called about twice a second. */
    public void look() {
        long now = ticker.getAsLong();
        arrivals.look(now);
        questions.look(now);
        if (!runs.isEmpty() && now - runsTold >= limits.silence().toNanos()) {
            listener.begun(runs);
            runs = Map.of();
        }
        for (var silent : members.forgetSilent(now)) {
            LOG.log(
                    Level.WARNING,
                    "Node {0} has been silent for {1} s: it is gone",
                    silent,
                    limits.silence().toSeconds());
            questions.left(silent);
            rosters.gone(silent).tell(guests);
        }
    }

    /** Hands on what is in order, and answers. */
    private final class InOrder implements Arrivals.Receiver {
        @Override
        public void received(Node from, long sequence, Publication publication) {
            int reached = deliver(from, sequence, publication);
            if (!(publication instanceof Content.ToSubscribers)) {
                departures.add(new Reached(from, sequence, reached));
            }
        }

        private int deliver(Node from, long sequence, Publication publication) {
            try {
                if (publication instanceof Content.Messaged messaged) {
                    return listener.received(from, sequence, messaged);
                }
                listener.heard(from, sequence);
                return publication instanceof Ended login
                        ? ended(Map.of(login.login(), login.until()))
                        : disconnects.applyAsInt((Disconnect) publication);
            } catch (RuntimeException broken) { // a fault of ours must not stop what comes behind it
                LOG.log(Level.ERROR, "A publication of another node could not be handed on", broken);
                return 0;
            }
        }

        @Override
        public void missed(Node from, long publications, long last) {
            LOG.log(Level.WARNING, "{0} publications of node {1} are lost", publications, from);
            listener.missed(from, last);
            catchUp.begin();
        }
    }
}
