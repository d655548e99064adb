package io.bascule.server.messaging;

import io.bascule.backplane.Content.Queued;
import io.bascule.backplane.Node;
import io.bascule.backplane.Parcel;
import io.bascule.backplane.ParcelRefused;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The queues at the broker, by one session: one for each that the nodes share, {@code bascule_held} for what they have
 * taken, {@code bascule_marks} for how far each has come. One thread.
 */
final class Desk implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Desk.class.getName());

    /** What the names of all our queues begin with. */
    private static final String PREFIX = "bascule_";

    /** What {@code /queue/...} is called there, before the rest of its name. */
    private static final String SHARED = PREFIX + "queue_";

    private static final String OURS = "/queue/";

    /** Which run of a node a message is held by, or a mark is of. */
    private static final String RUN = "bascule_run";

    private static final String ID = "bascule_id";
    private static final String TURN = "bascule_turn";

    /** Of a mark of a node that others think is dead. */
    private static final String RETIRED = "bascule_retired";

    /** A node that was only silent finds its mark for as long. */
    private static final Duration RETIRED_LIVES = Duration.ofDays(1);

    /** What has come back goes before what is new. */
    private static final int BACK_AGAIN = 6;

    private final Session session;
    private final Node self;
    private final MessageProducer producer;
    private final Queue held;
    private final Queue marks;
    private final MessageConsumer marksOfMine;

    private Desk(Session session, Node self) throws JMSException {
        this.session = session;
        this.self = self;
        this.producer = session.createProducer(null);
        this.held = session.createQueue(PREFIX + "held");
        this.marks = session.createQueue(PREFIX + "marks");
        this.marksOfMine = session.createConsumer(marks, RUN + " = '" + self + "'");
    }

    static Desk open(Connection connection, Node self) throws JMSException {
        var session = connection.createSession(true, Session.SESSION_TRANSACTED);
        connection.start();
        return new Desk(session, self);
    }

    /** As a name that every broker takes: letters, digits and underscores. */
    static String name(String queue) {
        var name = new StringBuilder(SHARED);
        for (byte octet : queue.substring(OURS.length()).getBytes(StandardCharsets.UTF_8)) {
            int character = Byte.toUnsignedInt(octet);
            if (character < 128 && Character.isLetterOrDigit(character)) {
                name.append((char) character);
            } else {
                name.append('_').append(Character.forDigit(character >> 4, 16));
                name.append(Character.forDigit(character & 15, 16));
            }
        }
        return name.toString();
    }

    /** A message that was received; its content is empty when it is not ours, and is dropped by being received. */
    record Received(String id, Optional<Queued> queued) {}

    /** Where messages come from; to be closed. */
    final class Source implements AutoCloseable {
        private final MessageConsumer consumer;

        private Source(Queue queue, @Nullable String selector) throws JMSException {
            this.consumer = session.createConsumer(queue, selector);
        }

        Optional<Received> next(Duration wait) throws JMSException {
            var message = consumer.receive(wait.toMillis());
            return message == null ? Optional.empty() : Optional.of(received(message));
        }

        @Override
        public void close() throws JMSException {
            consumer.close();
        }
    }

    private static Received received(Message message) throws JMSException {
        return new Received(String.valueOf(message.getStringProperty(ID)), queued(message));
    }

    private static Optional<Queued> queued(Message message) throws JMSException {
        if (!(message instanceof BytesMessage bytes) || bytes.getBodyLength() > Parcel.MOST_BYTES) {
            return Optional.empty();
        }
        var read = new byte[(int) bytes.getBodyLength()];
        bytes.readBytes(read);
        return queued(read);
    }

    private static Optional<Queued> queued(byte[] bytes) {
        try {
            return Parcel.read(bytes).contents().stream()
                    .filter(Queued.class::isInstance)
                    .map(Queued.class::cast)
                    .filter(one -> one.queue().startsWith(OURS))
                    .findFirst();
        } catch (ParcelRefused refused) {
            LOG.log(
                    Level.WARNING,
                    "Something in a queue of the broker is not for Bascule, and was dropped: {0}",
                    refused.getMessage());
            return Optional.empty();
        }
    }

    /** All that is in a shared queue. */
    Source shared(String queue) throws JMSException {
        return new Source(session.createQueue(name(queue)), null);
    }

    /** Some of what is in a shared queue. */
    Source shared(String queue, Collection<String> ids) throws JMSException {
        return new Source(session.createQueue(name(queue)), ID + " IN " + list(ids));
    }

    /** Some of what is held. */
    Source held(Collection<String> ids) throws JMSException {
        return new Source(held, ID + " IN " + list(ids));
    }

    /** What is held by others than these. */
    Source heldByOthers(Set<Node> nodes) throws JMSException {
        return new Source(held, others(nodes));
    }

    /**
     * Has the marks of others than these go by themselves, in a day: such a node may live all the same, and then looks for
     * its own. True when there was one.
     */
    boolean retireMarks(Set<Node> nodes, Duration wait) throws JMSException {
        boolean some = false;
        try (var consumer = session.createConsumer(marks, others(nodes) + " AND " + RETIRED + " IS NULL")) {
            for (var mark = consumer.receive(wait.toMillis()); mark != null; mark = consumer.receive(wait.toMillis())) {
                retire(mark.getStringProperty(RUN), mark.getLongProperty(TURN));
                some = true;
            }
        }
        return some;
    }

    private void retire(String run, long turn) throws JMSException {
        var retired = mark(run, turn);
        retired.setBooleanProperty(RETIRED, true);
        producer.send(marks, retired, DeliveryMode.PERSISTENT, Message.DEFAULT_PRIORITY, RETIRED_LIVES.toMillis());
    }

    private Message mark(String run, long turn) throws JMSException {
        var mark = session.createMessage();
        mark.setStringProperty(RUN, run);
        mark.setLongProperty(TURN, turn);
        return mark;
    }

    private static String others(Set<Node> nodes) {
        return RUN + " NOT IN " + list(nodes.stream().map(Node::toString).toList());
    }

    /** Names of nodes, and ids made of them, hold no quotation mark. */
    private static String list(Collection<String> texts) {
        return texts.stream().collect(Collectors.joining("', '", "('", "')"));
    }

    /** Looks at what is in a shared queue and leaves it there; to be closed. */
    QueueBrowser browse(String queue) throws JMSException {
        return session.createBrowser(session.createQueue(name(queue)));
    }

    /** What a browser has found, if it is ours. */
    static Optional<Received> browsed(Object found) throws JMSException {
        return found instanceof Message message ? Optional.of(received(message)) : Optional.empty();
    }

    /**
     * Puts something into its queue.
     *
     * @param milliseconds how long it stays there at most; 0 for ever
     */
    void put(String id, Queued what, long milliseconds) throws JMSException {
        var message = written(id, what);
        int priority = what.redelivered() ? BACK_AGAIN : Message.DEFAULT_PRIORITY;
        producer.send(
                session.createQueue(name(what.queue())), message, DeliveryMode.PERSISTENT, priority, milliseconds);
    }

    /** Holds something for this node. */
    void hold(String id, Queued what) throws JMSException {
        var message = written(id, what);
        message.setStringProperty(RUN, self.toString());
        producer.send(held, message, DeliveryMode.PERSISTENT, Message.DEFAULT_PRIORITY, Message.DEFAULT_TIME_TO_LIVE);
    }

    private BytesMessage written(String id, Queued what) throws JMSException {
        var message = session.createBytesMessage();
        message.setStringProperty(ID, id);
        message.writeBytes(new Parcel(self, Parcel.UNCOUNTED, List.of(what)).bytes());
        return message;
    }

    /** Takes the mark of this node. */
    OptionalLong mark(Duration wait) throws JMSException {
        var mark = marksOfMine.receive(wait.toMillis());
        return mark == null ? OptionalLong.empty() : OptionalLong.of(mark.getLongProperty(TURN));
    }

    void leaveMark(long turn) throws JMSException {
        producer.send(
                marks,
                mark(self.toString(), turn),
                DeliveryMode.PERSISTENT,
                Message.DEFAULT_PRIORITY,
                Message.DEFAULT_TIME_TO_LIVE);
    }

    void commit() throws JMSException {
        session.commit();
    }

    void rollBack() throws JMSException {
        session.rollback();
    }

    @Override
    public void close() throws JMSException {
        session.close();
    }
}
