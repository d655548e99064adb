package io.bascule.handshake;

/** Chooses the subprotocol of a connection (RFC 6455 sections 1.9 and 4.2.2). */
public final class Subprotocols {
    /** No subprotocol was agreed on: the answer carries no {@code Sec-WebSocket-Protocol}. */
    public static final String NONE = "";

    private Subprotocols() {}
}
