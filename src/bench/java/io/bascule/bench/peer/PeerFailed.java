package io.bascule.bench.peer;

/** A server did not do what the load asks of it; its name and this message stand in the table. */
public final class PeerFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what was expected and what was seen. */
    public PeerFailed(String message) {
        super(message);
    }

    /** With the exception that told of it. */
    public PeerFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
