package io.bascule.backplane;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** Something that comes to every other node once and in order. */
    sealed interface Publication extends Content {
        /** What it takes of memory, about. */
        int bytes();
    }

    /** Something that a node's broker has to hand on. */
    sealed interface Messaged extends Publication {
        Message message();

        @Override
        default int bytes() {
            return message().bytes();
        }
    }

    /**
     * Connections are to be closed, with a status and a reason (RFC 6455 section 7.4): those of {@code user}, or the one
     * called {@code connection}; the other is empty.
     */
    record Disconnect(String user, String connection, int code, String reason) implements Publication {
        @Override
        public int bytes() {
            return 256;
        }
    }

    /**
     * A login was ended before its time.
     *
     * @param until when nobody can come with it anyway, in milliseconds of the era
     */
    record Ended(String login, long until) implements Publication {
        /** How long what a login is called may be. */
        public static final int MOST_CHARS = 200;

        @Override
        public int bytes() {
            return 256;
        }
    }

    /** For those who have subscribed to the message's destination. */
    record ToSubscribers(Message message) implements Messaged {}

    /** For all connections of one user. */
    record ToUser(String user, Message message) implements Messaged {}

    /** For one connection. */
    record ToConnection(String connection, Message message) implements Messaged {}

    /**
     * A message in a queue that all nodes share; it travels alone, and not on the way of the others.
     *
     * @param refusals how often it was not processed
     * @param redelivered whether it may have been delivered before
     */
    record Queued(String queue, Message message, int refusals, boolean redelivered) implements Content {}

    /** A node's word about itself; of no use when it is late, so it is not kept for anybody. */
    sealed interface Sign extends Content {}

    /** It wants to begin under its name; who has that name says so by a {@link Beat}. */
    record Hello() implements Sign {}

    /**
     * It lives.
     *
     * @param clients the number of its last {@link Clients}
     */
    record Beat(long clients) implements Sign {}

    /**
     * Who has come and who has gone.
     *
     * @param before the number of what this adds to; {@link #WHOLE} where it adds to nothing, and is all there are
     * @param number rises by one each time
     * @param came the users by their connections, empty when anonymous
     */
    record Clients(long before, long number, Map<String, String> came, List<String> left) implements Sign {
        static final long WHOLE = -1;

        public Clients {
            came = Map.copyOf(came);
            left = List.copyOf(left);
        }
    }

    /** Another node does not know all clients of {@code of}. */
    record Who(Node of) implements Sign {}

    /** Another node wants to know the logins that were ended, of {@code of}. */
    record WhichEnded(Node of) implements Sign {}

    /**
     * The logins that were ended, as far as it knows.
     *
     * @param whole whether nobody knows more
     * @param logins as in {@link Ended}
     */
    record EndedBefore(boolean whole, Map<String, Long> logins) implements Sign {
        public EndedBefore {
            logins = Map.copyOf(logins);
        }
    }

    /** Another node wants to know the {@link Runs} of {@code of}. */
    record WhichRuns(Node of) implements Sign {}

    /**
     * How far a run has come at a node.
     *
     * @param shown the number of its last publication by which clients may be told where they stand
     * @param last that of its last one of whatever kind
     */
    record Run(long shown, long last) {}

    /**
     * How far it has come with each run, by its name.
     *
     * @param whole whether nobody has come further
     */
    record Runs(boolean whole, Map<String, Run> runs) implements Sign {
        public Runs {
            runs = Map.copyOf(runs);
        }
    }

    /** It stops. */
    record Bye() implements Sign {}

    /**
     * How many subscriptions a publication has reached.
     *
     * @param of who asked
     * @param sequence the number of that publication there
     */
    record Reached(Node of, long sequence, int subscriptions) implements Sign {}

    /** There is something to take in a queue that all nodes share. */
    record Stocked(String queue) implements Sign {}

    /**
     * For one other node only.
     *
     * @param number which of that node's letters to any it is
     */
    record Letter(Node to, long number, byte[] bytes) implements Sign {}
}
