package io.bascule.connection;

/** What became of a message that was offered to a connection. */
public enum Offer {
    /** It waits its turn, or was written at once. */
    QUEUED,
    /** It took the place of an older one with the same key. */
    CONFLATED,
    /** The client reads too slowly and the policy is to drop. */
    DROPPED,
    /** The connection is closing or closed; also when this very message went over the bound and so closed it. */
    CLOSED
}
