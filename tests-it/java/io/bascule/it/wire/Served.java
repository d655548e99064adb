package io.bascule.it.wire;

import java.io.IOException;

/** An application that is served on 127.0.0.1. */
public interface Served {
    int port();

    /** The target of a request for {@code below}, a path below the context path. */
    String at(String below);

    /** A right opening handshake for the endpoint {@code below} the context path, without an Origin. */
    default UpgradeRequest upgrade(String below) {
        return UpgradeRequest.to(port(), at(below));
    }

    default RawWebSocket open(String below) throws IOException {
        return RawWebSocket.open(port(), upgrade(below));
    }

    /** The origin of its own pages. */
    default String origin() {
        return "http://127.0.0.1:" + port();
    }
}
