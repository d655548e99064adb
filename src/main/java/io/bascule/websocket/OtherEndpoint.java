package io.bascule.websocket;

/**
 * The container would open another endpoint than the one the handshake was decided for: it reads the path differently.
 * The front hook answers 400.
 */
public final class OtherEndpoint extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OtherEndpoint(String message) {
        super(message);
    }
}
