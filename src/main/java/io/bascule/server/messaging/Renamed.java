package io.bascule.server.messaging;

import jakarta.jms.JMSException;
import jakarta.jms.Session;

/**
 * A connection factory calls our topic and our queues by other names than the other nodes do, and nobody would notice; the
 * message is for the operator. Artemis does so where it is to be as Artemis 1 was, which is how WildFly begins.
 */
public final class Renamed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String PREFIX = "jms.queue.";

    /** Nobody ever makes it: what is there may keep its name. */
    private static final String NEVER_THERE = "bascule_name";

    private Renamed() {
        super("it puts jms.topic. and jms.queue. before all names, where no other node looks");
    }

    /** Looks what {@code session} calls a queue. */
    static void refuse(Session session) {
        if (identity(session).contains(PREFIX + NEVER_THERE)) {
            throw new Renamed();
        }
    }

    /** The text of a queue is what the provider knows it by (Jakarta Messaging 3.1, {@code Queue.toString}); its name is not. */
    private static String identity(Session session) {
        try {
            return String.valueOf(session.createQueue(NEVER_THERE));
        } catch (JMSException none) { // a broker that makes no queues makes none of another name
            return "";
        }
    }
}
