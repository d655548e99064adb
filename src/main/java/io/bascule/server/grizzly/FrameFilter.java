package io.bascule.server.grizzly;

import java.io.IOException;
import java.net.SocketAddress;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.utils.IdleTimeoutFilter;

/**
 * Gives what the socket of an upgraded client brings to its {@link FrameReader}. It and the socket are then all of the
 * filter chain: with the filters of HTTP goes their request, which would take 8 KB for as long as the client stays.
 *
 * <p>Called on selectors and workers, for one connection never twice at once; the close may come beside a read.
 */
final class FrameFilter extends BaseFilter {
    private static final Attribute<FrameReader> READER =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(FrameFilter.class.getName() + ".reader");
    private static final Attribute<Object> REQUEST =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(HttpServerFilter.HTTP_SERVER_REQUEST_ATTR_NAME);

    /** Written once, before the server listens, as the next. */
    @SuppressWarnings("NullAway.Init")
    private FilterChain chain;

    @SuppressWarnings("NullAway.Init")
    private IdleTimeoutFilter httpIdle;

    /** Prepares the chain that takes the place of {@code http} for an upgraded client. */
    void follow(FilterChainBuilder http) {
        httpIdle = (IdleTimeoutFilter) http.get(http.indexOfType(IdleTimeoutFilter.class));
        chain = FilterChainBuilder.stateless()
                .add(new TransportFilter())
                .add(this)
                .build();
    }

    /** From now on {@code reader} is told of the close. */
    static void watch(Connection<SocketAddress> socket, FrameReader reader) {
        READER.set(socket, reader);
    }

    /** From now on what {@code socket} brings are frames; to be called when the upgrade has been answered. */
    void takeOver(Connection<SocketAddress> socket) {
        REQUEST.remove(socket);
        socket.setProcessor(chain);
    }

    /** Whether what the socket brings is seen by code only that never blocks. */
    static boolean neverBlocks(Connection<?> socket) {
        var reader = READER.get(socket);
        return reader != null && reader.neverBlocks();
    }

    /** The socket is gone, whichever chain it had. */
    static void gone(Connection<?> socket) {
        var reader = READER.remove(socket);
        if (reader != null) {
            reader.gone();
        }
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        Buffer frames = context.getMessage();
        return READER.get(context.getConnection()).read(context, frames.toByteBuffer());
    }

    @Override
    public NextAction handleClose(FilterChainContext context) throws IOException {
        gone(context.getConnection());
        return httpIdle.handleClose(context); // or it would keep the connection in its list
    }
}
