package io.bascule.it.servers;

import io.bascule.it.wire.Served;
import java.net.URL;

/**
 * One application on 127.0.0.1.
 *
 * @param contextPath without a slash at its end; empty at the root
 */
record Site(int port, String contextPath) implements Served {
    static Site at(URL url) {
        var path = url.getPath();
        return new Site(url.getPort(), path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    @Override
    public String at(String below) {
        return contextPath + below;
    }
}
