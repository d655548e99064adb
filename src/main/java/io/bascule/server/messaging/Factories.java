package io.bascule.server.messaging;

import jakarta.jms.ConnectionFactory;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Where connections to the broker come from. */
public final class Factories {
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
     * The Artemis broker at a URL.
     *
     * @throws IllegalArgumentException if it cannot be read, or the client of Artemis is not there
     */
    public static ConnectionFactory artemis(String url) {
        try {
            return new ActiveMQConnectionFactory(url);
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
