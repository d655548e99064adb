package io.bascule.it.servers;

import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.net.URL;

/**
 * One application on 127.0.0.1.
 *
 * @param contextPath without a slash at its end; empty at the root
 */
record Site(int port, String contextPath) {
    static Site at(URL url) {
        var path = url.getPath();
        return new Site(url.getPort(), path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /** The target of a request for {@code below}, a path below the context path. */
    String at(String below) {
        return contextPath + below;
    }

    /** A right opening handshake for the endpoint {@code below} the context path, without an Origin. */
    UpgradeRequest upgrade(String below) {
        return UpgradeRequest.to(port, at(below));
    }

    RawWebSocket open(String below) throws IOException {
        return RawWebSocket.open(port, upgrade(below));
    }

    /** The origin of pages of this application. */
    String origin() {
        return "http://127.0.0.1:" + port;
    }
}
