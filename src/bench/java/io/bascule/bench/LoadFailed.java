package io.bascule.bench;

/** A server did not do what the load asks of it; its name and this message stand in the table. */
final class LoadFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    LoadFailed(String message) {
        super(message);
    }

    LoadFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
