package io.bascule.server.grizzly;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.ConnectionLimits;
import io.bascule.connection.Lane;
import io.bascule.connection.OpenConnection;
import io.bascule.connection.Wire;
import io.bascule.time.Timer;
import io.bascule.websocket.Carrier;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one client: looks at them first ({@link FrameScanner}), hands them to Tyrus, and stops reading from
 * the socket when what they hold cannot be worked off. Also the {@link Carrier} of its one connection.
 *
 * <p>Reads come on a selector or a worker, never two at once; the end may come beside them and waits for its turn in the
 * lane; pause and resume come from any thread.
 */
final class FrameReader implements FrameChannel.Reading, Carrier {
    /** How many bytes are handed on before pause is asked about: a read may bring thousands of small messages. */
    private static final int SLICE = 4 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** From here on a frame is large: what Tyrus has of it is not copied for every slice. */
    private static final int LARGE = 64 * 1024;

    private final Connection<SocketAddress> socket;
    private final AtEndOfRead turn;
    private final FrameScanner scanner;
    private final FrameChannel channel;
    private final Lane lane = Lane.inline();
    /**
     * Payload of a large frame that Tyrus has not got yet, in the lane: Tyrus copies all it has of a frame at each piece,
     * so it gets as much again as it has.
     */
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);

    private long handedOn;
    /** Set on the thread of the handshake, before the first read. */
    private volatile org.glassfish.tyrus.spi.@Nullable Connection tyrus;
    /** Set on the thread of the handshake, before the first read; null for an endpoint that keeps its own methods. */
    private volatile @Nullable OpenConnection connection;
    /** Whether the socket is gone; a selector may see that while the handshake's thread still opens the connection. */
    private volatile boolean gone;

    /** Guarded by {@code this}, as all below. */
    private boolean paused;

    private ByteBuffer rest = NOTHING;
    private @Nullable FilterChainContext suspended;

    FrameReader(
            Connection<SocketAddress> socket,
            ShortWay shortWay,
            Timer timer,
            AtEndOfRead turn,
            ConnectionLimits limits) {
        this.socket = socket;
        this.turn = turn;
        this.scanner = new FrameScanner(limits.messageBytes());
        this.channel = new FrameChannel(socket, shortWay, timer, this, limits.outboxBytes());
    }

    FrameChannel channel() {
        return channel;
    }

    @Override
    public Wire wire(Session session) {
        return channel;
    }

    @Override
    public Executor drain(Wire wire) {
        return turn;
    }

    @Override
    public void opened(OpenConnection connection) {
        this.connection = connection;
        if (gone) {
            connection.gone(CloseStatus.ABNORMAL);
        }
    }

    /** Whether the endpoint hands its events on to us, who never block; what keeps its own methods may do anything. */
    boolean neverBlocks() {
        return connection != null;
    }

    void upgraded(org.glassfish.tyrus.spi.Connection tyrus) {
        this.tyrus = tyrus;
        if (gone) {
            gone(); // again: Tyrus was not there to be told
        }
    }

    /** The socket delivered {@code in}, which is ours now. */
    NextAction read(FilterChainContext context, ByteBuffer in) {
        while (true) {
            handOn(in);
            synchronized (this) {
                if (paused) {
                    rest = in;
                    suspended = context;
                    context.suspend();
                    return context.getSuspendAction();
                }
                if (!in.hasRemaining()) {
                    return context.getStopAction();
                }
            }
        }
    }

    /** What comes behind our close frame is thrown away, and never too much. */
    @Override
    public synchronized void pause() {
        paused = !channel.isClosing();
    }

    @Override
    public void resume() {
        FilterChainContext context;
        synchronized (this) {
            paused = false;
            context = suspended;
            suspended = null;
        }
        if (context != null && socket.isOpen()) {
            socket.getTransport().getWorkerThreadPool().execute(() -> goOn(context));
        }
    }

    private void goOn(FilterChainContext context) {
        while (true) {
            handOn(rest());
            synchronized (this) {
                if (paused) {
                    suspended = context;
                    return;
                }
                if (!rest.hasRemaining()) {
                    rest = NOTHING;
                    break;
                }
            }
        }
        context.resume(context.getStopAction());
    }

    private synchronized ByteBuffer rest() {
        return rest;
    }

    private synchronized boolean isPaused() {
        return paused;
    }

    private void handOn(ByteBuffer in) {
        turn.around(() -> {
            while (in.hasRemaining() && !isPaused()) {
                int size = Math.min(SLICE, in.remaining());
                var slice = in.slice().limit(size);
                in.position(in.position() + size);
                lane.execute(() -> look(slice));
            }
        });
    }

    private void look(ByteBuffer slice) {
        boolean within = scanner.payloadLeft() > slice.remaining();
        var frames = ByteBuffer.allocate(slice.remaining() + FrameScanner.HEADER_BYTES);
        var refused = scanner.scan(slice, frames);
        frames.flip();
        if (channel.isClosing()) {
            // of no interest any more
        } else if (refused.isPresent()) {
            refuse(refused.get());
        } else if (within) {
            hold(frames);
        } else {
            handHeldOn();
            handedOn = 0;
            give(frames);
        }
        if (scanner.closeSeen()) {
            channel.peerClosed();
        }
    }

    private void hold(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        held.writeBytes(bytes);
        if (held.size() >= Math.max(handedOn, LARGE)) {
            handHeldOn();
        }
    }

    private void handHeldOn() {
        if (held.size() > 0) {
            handedOn += held.size();
            give(ByteBuffer.wrap(held.toByteArray()));
            held.reset();
        }
    }

    private void give(ByteBuffer bytes) {
        if (tyrus != null) {
            tyrus.getReadHandler().handle(bytes);
        }
    }

    private void refuse(CloseStatus status) {
        var open = connection;
        if (open != null) {
            open.refuse(status);
        } else {
            channel.close(status);
        }
    }

    /** The socket is gone. */
    void gone() {
        gone = true;
        lane.execute(() -> {
            channel.gone();
            var open = connection;
            if (open != null) {
                open.gone(CloseStatus.ABNORMAL);
            }
            if (tyrus != null) {
                tyrus.close(new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, ""));
            }
        });
    }
}
