package io.bascule.server.messaging;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one topic of a broker in memory, its subscriptions, and faults where a test wants them. Any thread. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // Partly calls them, as the interfaces have them
final class TopicAtBroker {
    /** The persistent messages that were sent, those too whose sending failed. */
    final List<byte[]> kept = new CopyOnWriteArrayList<>();

    /** Guarded by {@code this}, as all below: by the name of the subscription; the others have numbers. */
    private final Map<String, BlockingQueue<Message>> subscriptions = new HashMap<>();

    private int failures;
    private boolean there = true;
    private int last;

    ConnectionFactory factory() {
        return Partly.as(ConnectionFactory.class, new Factory());
    }

    /** So many of the next persistent messages are not taken, and their connections break. */
    synchronized void failSends(int some) {
        failures = some;
    }

    /** From now on nobody can connect, send or receive. */
    synchronized void leave() {
        there = false;
    }

    /** The names of the durable subscriptions, and the numbers of the others. */
    synchronized List<String> subscriptions() {
        return List.copyOf(subscriptions.keySet());
    }

    /** Brings bytes to all who have subscribed. */
    synchronized void bring(byte[] bytes) {
        var stored = StoredMessage.ofBytes();
        stored.writeBytes(bytes);
        bring(stored.message);
    }

    /** Brings something that has no bytes. */
    synchronized void bringForeign() {
        bring(StoredMessage.plain().message);
    }

    private void bring(Message message) {
        subscriptions.values().forEach(subscription -> subscription.add(message));
    }

    private synchronized void check() throws JMSException {
        if (!there) {
            throw new JMSException("there is no broker");
        }
    }

    private synchronized BlockingQueue<Message> subscription(String name) {
        return subscriptions.computeIfAbsent(name, unused -> new LinkedBlockingQueue<>());
    }

    // What of the API is used.

    private final class Factory {
        Connection createConnection() throws JMSException {
            check();
            return Partly.as(Connection.class, new Link());
        }
    }

    private final class Link {
        Session createSession(boolean transacted, int mode) {
            return Partly.as(Session.class, new Conversation());
        }

        void start() {}

        void close() {}
    }

    private final class Conversation {
        Topic createTopic(String name) {
            return Partly.as(Topic.class, name);
        }

        Queue createQueue(String name) {
            return Partly.as(Queue.class, name);
        }

        MessageConsumer createConsumer(Destination topic) {
            synchronized (TopicAtBroker.this) {
                return consumer(Integer.toString(++last), false);
            }
        }

        MessageConsumer createSharedDurableConsumer(Topic topic, String name) {
            return consumer(name, true);
        }

        private MessageConsumer consumer(String name, boolean durable) {
            return Partly.as(MessageConsumer.class, new Consumer(name, subscription(name), durable));
        }

        MessageProducer createProducer(Destination topic) {
            return Partly.as(MessageProducer.class, new Producer());
        }

        BytesMessage createBytesMessage() {
            return (BytesMessage) StoredMessage.ofBytes().message;
        }
    }

    private final class Consumer {
        private final String name;
        private final BlockingQueue<Message> subscription;
        private final boolean durable;

        private Consumer(String name, BlockingQueue<Message> subscription, boolean durable) {
            this.name = name;
            this.subscription = subscription;
            this.durable = durable;
        }

        @Nullable Message receive(long millis) throws JMSException, InterruptedException {
            check();
            return subscription.poll(millis, TimeUnit.MILLISECONDS);
        }

        void close() {
            synchronized (TopicAtBroker.this) {
                if (!durable) {
                    subscriptions.remove(name);
                }
            }
        }
    }

    private final class Producer {
        void send(Message message, int mode, int priority, long lives) throws JMSException {
            check();
            synchronized (TopicAtBroker.this) {
                if (mode == DeliveryMode.PERSISTENT) {
                    kept.add(Partly.part(message, StoredMessage.class).bytes());
                    if (failures-- > 0) {
                        throw new JMSException("the broker has not taken it");
                    }
                }
                bring(message);
            }
        }

        void close() {}
    }
}
