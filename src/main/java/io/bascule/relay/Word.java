package io.bascule.relay;

import io.bascule.handshake.HandshakeRequest;
import io.bascule.sockjs.HttpExchange.Answer;

/** What two nodes tell each other about one errand; {@link Words} are its bytes. Immutable; arrays are not to be changed. */
sealed interface Word {
    /** The number of the errand at the node where the request came. */
    long errand();

    /**
     * Asks for an answer.
     *
     * @param request without its HTTP session, which is another node's; its user has a name only
     */
    record Ask(long errand, String contextPath, HandshakeRequest request, byte[] body) implements Word {}

    /** To the node that answers. */
    sealed interface Asking extends Word {
        void reach(RemoteExchange exchange);
    }

    /** The client has got what was written last. */
    record Wrote(long errand) implements Asking {
        @Override
        public void reach(RemoteExchange exchange) {
            exchange.wrote();
        }
    }

    /** The client has left. */
    record Left(long errand) implements Asking {
        @Override
        public void reach(RemoteExchange exchange) {
            exchange.left();
        }
    }

    /** The client waits; told now and then, and answered by {@link End} where nobody knows of it. */
    record Still(long errand) implements Asking {
        @Override
        public void reach(RemoteExchange exchange) {}
    }

    /** To the node where the client waits. */
    sealed interface Answering extends Word {
        void reach(Errand errand);
    }

    /**
     * An answer, or how one begins.
     *
     * @param whole whether there is no more to come
     */
    record Head(long errand, Answer answer, boolean whole) implements Answering {
        @Override
        public void reach(Errand errand) {
            errand.head(answer, whole);
        }
    }

    /** More of an answer; the next one comes only behind {@link Wrote}. */
    record Write(long errand, byte[] bytes) implements Answering {
        @Override
        public void reach(Errand errand) {
            errand.write(bytes);
        }
    }

    /** There is no more. */
    record End(long errand) implements Answering {
        @Override
        public void reach(Errand errand) {
            errand.end();
        }
    }
}
