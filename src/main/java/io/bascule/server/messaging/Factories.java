package io.bascule.server.messaging;

import jakarta.jms.ConnectionFactory;
import java.time.Duration;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Where connections to the broker come from. */
public final class Factories {
    /** After how long without an answer a connection is dead, for both sides: a node is gone for the others by then. */
    private static final Duration DEAD = Duration.ofSeconds(10);

    private static final Duration ASK = Duration.ofSeconds(2);

    private Factories() {}

    /**
     * What the server has under a JNDI name. To be looked up where the server starts the application: a thread of our own
     * may know no {@code java:comp}.
     *
     * @throws IllegalArgumentException if it has nothing there, or something else
     */
    @SuppressWarnings("BanJNDI") // the name is the operator's, and no client can say one
    public static ConnectionFactory named(String name) {
        try {
            if (new InitialContext().lookup(name) instanceof ConnectionFactory factory) {
                return factory;
            }
            throw new IllegalArgumentException("what has that name is no jakarta.jms.ConnectionFactory");
        } catch (NamingException nothing) {
            throw new IllegalArgumentException("the server has nothing of that name", nothing);
        }
    }

    /**
     * The Artemis broker at a URL. Unless that says otherwise, a connection without an answer is dead after 10 s. Artemis
     * would keep it for 60 s, with what it had been sent, and wait 30 s for an answer.
     *
     * @throws IllegalArgumentException if it cannot be read, or the client of Artemis is not there
     */
    public static ConnectionFactory artemis(String url) {
        try {
            var factory = new ActiveMQConnectionFactory(url);
            if (!url.contains("connectionTTL")) {
                factory.setConnectionTTL(DEAD.toMillis());
            }
            if (!url.contains("clientFailureCheckPeriod")) {
                factory.setClientFailureCheckPeriod(ASK.toMillis());
            }
            if (!url.contains("callTimeout")) {
                factory.setCallTimeout(DEAD.toMillis());
            }
            return factory;
        } catch (NoClassDefFoundError none) {
            throw missing(none);
        } catch (RuntimeException unreadable) {
            throw unreadable.getCause() instanceof LinkageError none
                    ? missing(none)
                    : new IllegalArgumentException("it is no URL of Artemis", unreadable);
        }
    }

    private static IllegalArgumentException missing(LinkageError none) {
        return new IllegalArgumentException(
                "the client of Artemis is not there, or not all of it (" + none.getMessage()
                        + "); add its jars to the server, as server-configs/artemis says",
                none);
    }
}
