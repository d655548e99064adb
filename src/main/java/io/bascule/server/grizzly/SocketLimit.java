package io.bascule.server.grizzly;

import io.bascule.refusal.SparseLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Closeable;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/**
 * Closes at once what comes when there are as many TCP connections as there may be, of HTTP and WebSocket together: at the
 * operating system's own limit Grizzly would try to accept without end, and serve nobody. Called on selectors.
 */
final class SocketLimit extends BaseFilter {
    private final int limit;
    private final SparseLog log;
    private final AtomicInteger sockets = new AtomicInteger();

    SocketLimit(int limit, SparseLog log) {
        this.limit = limit;
        this.log = log;
    }

    @Override
    public NextAction handleAccept(FilterChainContext context) throws IOException {
        var connection = context.getConnection();
        int now = sockets.incrementAndGet();
        connection.addCloseListener(new Leaving());
        if (now <= limit) {
            return context.getInvokeAction();
        }
        var client = client(connection.getPeerAddress());
        log.warn(
                "full",
                client,
                () -> "A TCP connection from " + client + " is closed at once: all " + limit
                        + " are in use (bascule.connections, and bascule.http.connections beside them)");
        connection.terminateSilently();
        return context.getStopAction();
    }

    /** Already without an address where the client has gone meanwhile. */
    private static String client(Object address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "unknown";
    }

    /** Told once, also where the connection was closed before. */
    private final class Leaving implements CloseListener<Closeable, CloseType> {
        @Override
        public void onClosed(Closeable closed, CloseType type) {
            sockets.decrementAndGet();
        }
    }
}
