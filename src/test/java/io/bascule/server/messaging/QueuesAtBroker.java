package io.bascule.server.messaging;

import io.bascule.testing.ManualTime;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a broker in memory, with transacted sessions, and faults where a test wants them. Who waits for a message
 * that is not there lets that time pass. Any thread.
 */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // Partly calls them, as the interfaces have them
final class QueuesAtBroker {
    /** What becomes of a commit. */
    enum Commit {
        ANSWERED,
        /** Done, but its answer is lost with the connection. */
        DONE_UNANSWERED,
        /** Lost with the connection, which the broker takes for ended as well. */
        LOST,
        /** Neither done nor undone: the broker takes the connection for alive. */
        HELD
    }

    /** One that is in a queue, in the order of priorities and of coming. */
    private record Place(int priority, long number, StoredMessage message) {}

    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::priority).reversed().thenComparingLong(Place::number);

    private final ManualTime time;
    /** Guarded by {@code this}, as all below. */
    private final Map<String, NavigableSet<Place>> queues = new HashMap<>();

    private final Deque<Commit> commits = new ArrayDeque<>();
    private final List<Transaction> dead = new ArrayList<>();
    private boolean away;
    private int sendsUntilFailure = -1;
    private int connections;
    private long last;

    QueuesAtBroker(ManualTime time) {
        this.time = time;
    }

    ConnectionFactory factory() {
        return Partly.as(ConnectionFactory.class, new Factory());
    }

    /** What becomes of the next commits; those behind them are answered. */
    synchronized void next(Commit... fates) {
        commits.addAll(List.of(fates));
    }

    /** The next but {@code after} to be sent fails, and its connection with it. */
    synchronized void failSend(int after) {
        sendsUntilFailure = after;
    }

    /** Whether it can be reached. */
    synchronized void setAway(boolean away) {
        this.away = away;
    }

    /** The broker ends what it took for alive. */
    synchronized void endDeadConnections() {
        dead.forEach(Transaction::undo);
        dead.clear();
    }

    /** How many messages are in a queue, those aside that somebody has under way. */
    synchronized int depth(String queue) {
        return queue(queue).size();
    }

    /** How often somebody has connected. */
    synchronized int connections() {
        return connections;
    }

    /** Puts something into a queue that is not of ours. */
    synchronized void putForeign(String queue) {
        queue(queue).add(new Place(Message.DEFAULT_PRIORITY, ++last, StoredMessage.plain()));
    }

    private NavigableSet<Place> queue(String name) {
        return queues.computeIfAbsent(name, unused -> new TreeSet<>(ORDER));
    }

    private static JMSException broken() {
        return new JMSException("the connection is broken");
    }

    // What of the API is used.

    private final class Factory {
        Connection createConnection() throws JMSException {
            synchronized (QueuesAtBroker.this) {
                if (away) {
                    throw broken();
                }
                connections++;
            }
            return Partly.as(Connection.class, new Link());
        }
    }

    private final class Link {
        private final Transaction transaction = new Transaction();

        Session createSession(boolean transacted, int mode) {
            return Partly.as(Session.class, transaction);
        }

        void start() {}

        void close() {
            transaction.close();
        }
    }

    /** A queue by its name. */
    private record Named(String name) {
        String getQueueName() {
            return name;
        }
    }

    private static String name(Destination queue) throws JMSException {
        return ((Queue) queue).getQueueName();
    }

    /** What is under way in one session. */
    private final class Transaction {
        /** Guarded by the broker, as all of it. */
        private final Map<Place, String> taken = new HashMap<>();

        private final Map<Place, String> put = new HashMap<>();
        private boolean broken;

        private void check() throws JMSException {
            if (broken || away) {
                throw broken();
            }
        }

        private void undo() {
            taken.forEach((place, queue) -> queue(queue).add(place));
            taken.clear();
            put.clear();
        }

        void commit() throws JMSException {
            synchronized (QueuesAtBroker.this) {
                check();
                var fate = commits.isEmpty() ? Commit.ANSWERED : commits.remove();
                if (fate == Commit.ANSWERED || fate == Commit.DONE_UNANSWERED) {
                    put.forEach((place, queue) -> queue(queue).add(place));
                    put.clear();
                    taken.clear();
                }
                if (fate == Commit.HELD) {
                    dead.add(this);
                }
                broken = fate != Commit.ANSWERED;
                check();
            }
        }

        void rollback() throws JMSException {
            synchronized (QueuesAtBroker.this) {
                check();
                undo();
            }
        }

        void close() {
            synchronized (QueuesAtBroker.this) {
                broken = true;
                if (!dead.contains(this)) {
                    undo();
                }
            }
        }

        Queue createQueue(String name) {
            return Partly.as(Queue.class, new Named(name));
        }

        Message createMessage() {
            return StoredMessage.plain().message;
        }

        BytesMessage createBytesMessage() {
            return (BytesMessage) StoredMessage.ofBytes().message;
        }

        MessageProducer createProducer(@Nullable Destination none) {
            return Partly.as(MessageProducer.class, new Producer(this));
        }

        MessageConsumer createConsumer(Destination queue, @Nullable String selector) throws JMSException {
            synchronized (QueuesAtBroker.this) {
                check();
            }
            return Partly.as(MessageConsumer.class, new Consumer(this, name(queue), selector));
        }

        QueueBrowser createBrowser(Queue queue) throws JMSException {
            return Partly.as(QueueBrowser.class, new Browser(queue.getQueueName()));
        }
    }

    private final class Producer {
        private final Transaction transaction;

        private Producer(Transaction transaction) {
            this.transaction = transaction;
        }

        void send(Destination queue, Message message, int mode, int priority, long lives) throws JMSException {
            synchronized (QueuesAtBroker.this) {
                transaction.check();
                if (sendsUntilFailure-- == 0) {
                    transaction.broken = true;
                }
                transaction.check();
                var place = new Place(priority, ++last, Partly.part(message, StoredMessage.class));
                transaction.put.put(place, name(queue));
            }
        }
    }

    private final class Consumer {
        private final Transaction transaction;
        private final String queue;
        private final @Nullable String selector;

        private Consumer(Transaction transaction, String queue, @Nullable String selector) {
            this.transaction = transaction;
            this.queue = queue;
            this.selector = selector;
        }

        @Nullable Message receive(long millis) throws JMSException {
            synchronized (QueuesAtBroker.this) {
                transaction.check();
                var found = queue(queue).stream()
                        .filter(place -> place.message.matches(selector))
                        .findFirst();
                if (found.isPresent()) {
                    queue(queue).remove(found.get());
                    transaction.taken.put(found.get(), queue);
                    return found.get().message.message;
                }
            }
            time.advance(Duration.ofMillis(millis));
            return null;
        }

        void close() {}
    }

    private final class Browser {
        private final String queue;

        private Browser(String queue) {
            this.queue = queue;
        }

        Enumeration<?> getEnumeration() {
            synchronized (QueuesAtBroker.this) {
                return Collections.enumeration(queue(queue).stream()
                        .map(place -> place.message.message)
                        .toList());
            }
        }

        void close() {}
    }
}
