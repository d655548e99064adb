package io.bascule.backplane;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.ToIntFunction;

/**
 * The way to the other nodes of a cluster. Any thread may call it; nothing blocks.
 *
 * <p>Every node gets what another publishes once, and what one thread publishes in that order.
 */
public interface Backplane {
    /** Takes what the other nodes publish; called on one thread at a time, must not block. */
    interface Listener {
        /**
         * Another node has published something.
         *
         * @param number which of that node's publications it is; one by one, but for those that are missed
         * @return how many subscriptions it has reached here
         */
        int received(Node from, long number, Content.Messaged publication);

        /** What another node has published is no message. */
        default void heard(Node from, long number) {}

        /** What another node has published up to {@code last}, and has not come, is lost for good. */
        default void missed(Node from, long last) {}

        /** How far each run has come here, by its name, for a node that has started since. Any thread. */
        default Map<String, Content.Run> runs() {
            return Map.of();
        }

        /**
         * How far each run had come at another node, some time ago and some time after this one began to listen: so what of
         * this was to come here has come.
         */
        default void begun(Map<String, Content.Run> runs) {}
    }

    /**
     * How it does.
     *
     * @param why what an operator should know; empty where {@code up}
     */
    record Health(boolean up, String why) {}

    /** There is no room for more until the other nodes can be reached again; the message is written for a peer. */
    final class NoRoom extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NoRoom(long waiting, long limit) {
            super(
                    "the other nodes cannot be reached, and " + waiting + " bytes wait for them, the limit is " + limit
                            + "; try again later",
                    null,
                    false,
                    false);
        }
    }

    /** Which node this is. */
    Node self();

    /** Has {@code receiver} take what arrives from now on. */
    void listen(Listener receiver);

    /** @throws NoRoom if {@link #publish} should not be called now */
    void checkRoom();

    /**
     * Publishes to all other nodes, whether or not there is room.
     *
     * @param numbered is told, before this returns, which of this node's publications it is; must do no more than keep it
     * @return completes when it is safe on its way, however this node ends
     */
    CompletionStage<Void> publish(Content.Publication publication, LongConsumer numbered);

    /**
     * The same, and counts.
     *
     * @return completes with the number of subscriptions, or connections, it has reached at the nodes that live, when they have answered
     */
    CompletionStage<Integer> publishCounted(Content.Publication publication, LongConsumer numbered);

    /** Which of this node's publications was the last; 0 before the first. */
    long published();

    /**
     * A client of another node.
     *
     * @param user empty when anonymous
     */
    record Client(Node node, String connection, Optional<String> user) {}

    /** This node has a client, of which the others are told. */
    void came(String connection, Optional<String> user);

    /** A client of this node has gone. */
    void left(String connection);

    /** The clients of the other nodes that live, as far as they have told; a copy. */
    Set<Client> clients();

    /** Told of the clients of other nodes, of each in turn that it came and that it left; must not block. */
    interface ClientListener {
        void came(Client client);

        /** It has gone, or its node has. */
        void left(Client client);
    }

    /** Has {@code receiver} told from now on who comes and goes at other nodes, on the listener's thread. */
    void listenForClients(ClientListener receiver);

    /**
     * Has {@code order} called when another node wants connections of this one closed; on the listener's thread, must not
     * block. It returns how many there were.
     */
    void listenForDisconnects(ToIntFunction<Content.Disconnect> order);

    /** The logins that were ended before their time; called on the listener's thread, must not block. */
    interface Endings {
        /**
         * Some were ended elsewhere; told again whenever one of them may be unknown.
         *
         * @param logins when nobody can come with each of them anyway, in milliseconds of the era
         * @return how many connections those of them had here that were not known
         */
        int ended(Map<String, Long> logins);

        /** All that are known, for nodes that were away; a copy. Any thread. */
        Map<String, Long> all();
    }

    /** Has {@code endings} told what other nodes end by {@link Content.Ended}, and have ended before this one was there. */
    void shareEndings(Endings endings);

    /** The other nodes that live; a copy. */
    Set<Node> nodes();

    /** How it does at this moment. */
    Health health();
}
