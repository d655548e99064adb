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
         * Asks for {@code ended} to be run once when the session ends (logout, expiry, invalidation), on any thread.
         *
         * @return takes the wish back, when the connection is gone first
         */
        Runnable whenEnded(Runnable ended);
    }
}
