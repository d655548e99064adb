package io.bascule.broker;

/** Whom a message to {@code /user/...} is for. */
public sealed interface Recipient {
    /** All connections of one user. */
    record User(String name) implements Recipient {}

    /** One connection, for instance one tab of a browser. */
    record OneConnection(String id) implements Recipient {}
}
