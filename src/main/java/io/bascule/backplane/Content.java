package io.bascule.backplane;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one node tells the others. Immutable; the arrays are not to be changed. */
public sealed interface Content {
    /**
     * A message of an application or its clients.
     *
     * @param headers in order
     * @param text whether the body is UTF-8 that may travel in a text message
     */
    record Message(String id, String destination, Map<String, String> headers, byte[] body, boolean text) {
        /** Copies the headers. */
        public Message {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }

        /** What it takes of memory, about. */
        int bytes() {
            return 256 + body.length;
        }
    }

    /** Something that a node's broker has to hand on; it comes to every other node once and in order. */
    sealed interface Publication extends Content {
        Message message();
    }

    /** For those who have subscribed to the message's destination. */
    record ToSubscribers(Message message) implements Publication {}

    /** For all connections of one user. */
    record ToUser(String user, Message message) implements Publication {}

    /** For one connection. */
    record ToConnection(String connection, Message message) implements Publication {}

    /** A node's word about itself; of no use when it is late, so it is not kept for anybody. */
    sealed interface Sign extends Content {}

    /** It wants to begin under its name; who has that name says so by a {@link Beat}. */
    record Hello() implements Sign {}

    /** It lives. */
    record Beat() implements Sign {}

    /** It stops. */
    record Bye() implements Sign {}

    /**
     * How many subscriptions a publication has reached.
     *
     * @param of who asked
     * @param sequence the number of that publication there
     */
    record Reached(Node of, long sequence, int subscriptions) implements Sign {}

    /**
     * For one other node only.
     *
     * @param number which of that node's letters to any it is
     */
    record Letter(Node to, long number, byte[] bytes) implements Sign {}
}
