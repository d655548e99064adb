package io.bascule.handshake;

import java.util.Map;
import java.util.Optional;

/**
 * Where the HTTP session of a handshake can be had from. One is made on the thread of the handshake only; what is there
 * already can be asked for at any time.
 */
@FunctionalInterface
public interface HttpSessionSource {
    /** No HTTP session, and none can be made. */
    HttpSessionSource NONE = create -> Optional.empty();

    /**
     * The session the request belongs to.
     *
     * @param create whether to make one when the request has none
     */
    Optional<View> session(boolean create);

    /** What the handshake may see of an HTTP session. */
    interface View {
        String id();

        /** A copy of its attributes: the names with the values at this moment. */
        Map<String, Object> attributes();

        /**
         * Ties a connection to the session.
         *
         * @param ended run once when the session ends (logout, expiry, invalidation), on any thread, or at once when it
         *     has ended already; must not block
         */
        Tie whenEnded(Runnable ended);
    }

    /** What ties a connection to the HTTP session it came in with. Any thread; never blocks. */
    interface Tie {
        /** Of a connection that came in without one. */
        Tie NONE = new Tie() {
            @Override
            public void heard() {}

            @Override
            public void release() {}
        };

        /** The client has sent a message: where {@code session.keepAlive} is set, that counts as a request does. */
        void heard();

        /** The connection is gone, and need not be told of the end any more. */
        void release();
    }
}
