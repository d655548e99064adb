package io.bascule.server.messaging;

import io.bascule.backplane.Departure;
import io.bascule.backplane.Parcel;
import io.bascule.backplane.Station;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries the parcels of a {@link Station} through one topic of a broker.
 *
 * <pre>
 *  receiving   CONNECTING ──> ASKING whose name it is ──> RECEIVING ──> CONNECTING, after a wait, for as long as it runs
 *  sending                              begins when that is known; a parcel is sent again until the broker has it
 * </pre>
 *
 * A node with a name reads a shared durable subscription of that name, so that what is published while it is away waits
 * for it; one without reads what comes while it is there.
 */
public final class JmsBackplane implements AutoCloseable {
    private static final Logger LOG = System.getLogger(JmsBackplane.class.getName());

    /** The topic all nodes share. */
    static final String TOPIC = "bascule";

    /** What the durable subscription of a node is called, before its name. */
    static final String SUBSCRIPTION = "bascule-";

    private static final Duration LOOK = Duration.ofMillis(250);

    /** Longer than a beat, so that whoever has our name and cannot answer at once is heard all the same. */
    private static final Duration ASK = Duration.ofMillis(2_500);

    /** How long the start waits for the broker; after that it goes on without. */
    private static final Duration START = Duration.ofSeconds(10);

    /** A sign that waits in the broker for longer is of no use. */
    private static final Duration SIGN_LIVES = Duration.ofSeconds(10);

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** Whose threads, time and chance it uses. */
    public record Surroundings(Executor threads, LongSupplier ticker, RandomGenerator random) {}

    /** Another node has the name of this one; the message is for the operator. */
    public static final class NameTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NameTaken(String name) {
            super("another node that lives has the name " + name);
        }
    }

    private final Station station;
    private final boolean durable;
    private final ConnectionFactory factory;
    private final Surroundings surroundings;

    /** Fails with {@link NameTaken} or {@link Renamed}. */
    private final CompletableFuture<Void> admitted = new CompletableFuture<>();

    /** Completes when a beat of this node has come back: the other nodes know of it too. Fails as {@code admitted} does. */
    private final CompletableFuture<Void> known = new CompletableFuture<>();

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch said = new CountDownLatch(1);

    /** Any thread; once false, and once true, they stay so. */
    private volatile boolean awaited = true;

    private volatile boolean leaving;

    /** What the broker may not have got yet; the sending thread only. */
    private @Nullable Departure unsent;

    private JmsBackplane(Station station, boolean durable, ConnectionFactory factory, Surroundings surroundings) {
        this.station = station;
        this.durable = durable;
        this.factory = factory;
        this.surroundings = surroundings;
    }

    /**
     * Begins to carry. Waits until nobody else has the name of this node and the others know of it, so that they can answer
     * for its clients; for 10 s at most: where there is no broker yet, the node begins without.
     *
     * @param durable whether the broker keeps what comes for this node while it is away
     * @throws NameTaken if another node that lives has its name
     * @throws Renamed if the factory has names of its own for what the nodes share
     */
    public static JmsBackplane start(
            Station station, boolean durable, ConnectionFactory factory, Surroundings surroundings) {
        var backplane = new JmsBackplane(station, durable, factory, surroundings);
        surroundings.threads().execute(backplane::receive);
        surroundings.threads().execute(backplane::send);
        backplane.awaitKnown();
        return backplane;
    }

    private void awaitKnown() {
        try {
            known.get(START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException refused) {
            stopped.countDown();
            throw refused.getCause() instanceof Renamed renamed
                    ? renamed
                    : new NameTaken(station.self().name());
        } catch (TimeoutException noBroker) {
            LOG.log(
                    Level.WARNING,
                    "The node begins alone: {0}",
                    station.health().why());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        awaited = false;
    }

    // Receiving.

    private void receive() {
        var backoff = new Backoff(surroundings.random());
        while (isRunning()) {
            try {
                receiveOnce(backoff);
            } catch (NameTaken | Renamed refused) {
                if (awaited) {
                    admitted.completeExceptionally(refused);
                    known.completeExceptionally(refused);
                    return;
                }
                lost(refused);
            } catch (JMSException | RuntimeException broken) {
                lost(broken);
            }
            pause(backoff.next());
        }
    }

    private boolean isRunning() {
        return stopped.getCount() > 0;
    }

    private void receiveOnce(Backoff backoff) throws JMSException {
        try (var connection = factory.createConnection()) {
            var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            connection.start();
            if (!admitted.isDone()) {
                ask(session);
            }
            try (var consumer = consumer(session)) {
                backoff.reset();
                receive(consumer);
            }
        }
    }

    private MessageConsumer consumer(Session session) throws JMSException {
        var topic = session.createTopic(TOPIC);
        return durable
                ? session.createSharedDurableConsumer(
                        topic, SUBSCRIPTION + station.self().name())
                : session.createConsumer(topic);
    }

    /** Asks whose name it is before it takes anything that may be for another. */
    private void ask(Session session) throws JMSException {
        Renamed.refuse(session);
        var topic = session.createTopic(TOPIC);
        try (var consumer = session.createConsumer(topic);
                var producer = session.createProducer(topic)) {
            send(session, producer, station.hello(), false);
            if (durable && hearsRival(consumer)) {
                throw new NameTaken(station.self().name());
            }
        }
        admitted.complete(null);
    }

    private boolean hearsRival(MessageConsumer consumer) throws JMSException {
        long begin = surroundings.ticker().getAsLong();
        for (var left = ASK; left.toMillis() > 0 && isRunning(); left = ASK.minusNanos(since(begin))) {
            if (bytes(consumer.receive(left.toMillis()))
                    .filter(station::isRival)
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    private long since(long begin) {
        return surroundings.ticker().getAsLong() - begin;
    }

    private void receive(MessageConsumer consumer) throws JMSException {
        long looked = surroundings.ticker().getAsLong();
        while (isRunning()) {
            bytes(consumer.receive(LOOK.toMillis())).ifPresent(this::arrived);
            if (since(looked) >= LOOK.toNanos()) {
                looked = surroundings.ticker().getAsLong();
                station.look();
            }
        }
    }

    private void arrived(byte[] parcel) {
        station.arrived(parcel);
        if (!known.isDone() && station.health().up()) {
            known.complete(null);
        }
    }

    /** What a message brings; empty for none, and for one that is not ours. */
    private static Optional<byte[]> bytes(@Nullable Message message) throws JMSException {
        if (!(message instanceof BytesMessage bytes) || bytes.getBodyLength() > Parcel.MOST_BYTES) {
            return Optional.empty();
        }
        var read = new byte[(int) bytes.getBodyLength()];
        bytes.readBytes(read);
        return Optional.of(read);
    }

    // Sending.

    private void send() {
        var backoff = new Backoff(surroundings.random());
        while (isRunning() && !awaitedInVain()) {
            try {
                sendOnce(backoff);
            } catch (JMSException | RuntimeException broken) {
                lost(broken);
                pause(backoff.next());
            } catch (InterruptedException end) {
                stopped.countDown();
            }
        }
        said.countDown();
    }

    /** Waits until this node is admitted; true when it never will be. */
    private boolean awaitedInVain() {
        while (isRunning() && !admitted.isDone()) {
            pause(LOOK);
        }
        return !admitted.isDone() || admitted.isCompletedExceptionally();
    }

    private void sendOnce(Backoff backoff) throws JMSException, InterruptedException {
        try (var connection = factory.createConnection()) {
            var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            try (var producer = session.createProducer(session.createTopic(TOPIC))) {
                while (isRunning()) {
                    sendNext(session, producer);
                    backoff.reset();
                    if (leaving && station.isIdle()) {
                        said.countDown();
                    }
                }
            }
        }
    }

    private void sendNext(Session session, MessageProducer producer) throws JMSException, InterruptedException {
        var departure = unsent;
        if (departure == null) {
            departure = station.next(LOOK.toNanos()).orElse(null);
        }
        if (departure != null) {
            unsent = departure.kept() ? departure : null;
            send(session, producer, departure.bytes(), departure.kept());
            unsent = null;
            departure.sent().run();
        }
    }

    private static void send(Session session, MessageProducer producer, byte[] parcel, boolean kept)
            throws JMSException {
        var message = session.createBytesMessage();
        message.writeBytes(parcel);
        producer.send(
                message,
                kept ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT,
                Message.DEFAULT_PRIORITY,
                kept ? Message.DEFAULT_TIME_TO_LIVE : SIGN_LIVES.toMillis());
    }

    // Both.

    /** Logged once for each time that the broker is lost. */
    private void lost(Exception why) {
        var reason = why instanceof NameTaken || why instanceof Renamed
                ? String.valueOf(why.getMessage())
                : "it is gone, or refuses";
        if (isRunning() && station.cut(reason)) {
            LOG.log(
                    Level.WARNING,
                    "The backplane has lost its broker, and tries again; what is published here meanwhile waits",
                    why);
        }
    }

    private void pause(Duration wait) {
        try {
            stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException end) {
            stopped.countDown();
        }
    }

    /** Sends what waits and takes leave, for which the broker has a second, and ends its threads. */
    @Override
    public void close() {
        station.leave();
        leaving = true;
        try {
            said.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        stopped.countDown();
    }
}
