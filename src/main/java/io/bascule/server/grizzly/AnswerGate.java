package io.bascule.server.grizzly;

import io.bascule.time.Timer;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;

/**
 * Lets a request through when the answers before it are written, so that a client that asks and does not read keeps at
 * most one answer waiting, and no thread: an answer of up to {@link #ANSWER_BYTES} never makes its servlet wait. What is
 * not read in time is cut off.
 *
 * <p>Two filters: {@link #beforeCodec()} sees answers go, the gate itself sees requests come. Any thread; nothing blocks.
 */
final class AnswerGate extends BaseFilter {
    /** How much may wait before Grizzly has the writing servlet wait; larger than any file of the page. */
    static final int ANSWER_BYTES = 256 * 1024;

    private static final Attribute<Unread> UNREAD =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(AnswerGate.class.getName() + ".unread");

    private final TCPNIOTransport transport;
    private final Timer timer;
    private final Duration deadline;

    /** @param deadline how long what waits at one moment may take to be written */
    AnswerGate(TCPNIOTransport transport, Timer timer, Duration deadline) {
        this.transport = transport;
        this.timer = timer;
        this.deadline = deadline;
    }

    /** Watches what is written, and forgets the connection at its end. */
    BaseFilter beforeCodec() {
        return new BaseFilter() {
            @Override
            public NextAction handleAccept(FilterChainContext context) throws IOException {
                UNREAD.set(context.getConnection(), new Unread((NIOConnection) context.getConnection()));
                return context.getInvokeAction();
            }

            @Override
            public NextAction handleWrite(FilterChainContext context) throws IOException {
                UNREAD.get(context.getConnection()).written();
                return context.getInvokeAction();
            }

            @Override
            public NextAction handleClose(FilterChainContext context) throws IOException {
                over(context.getConnection());
                return context.getInvokeAction();
            }
        };
    }

    /** The connection is gone, or carries frames now, which are not watched here. */
    static void over(Connection<?> connection) {
        var unread = UNREAD.get(connection);
        if (unread != null) { // the server may stop before it has accepted
            unread.over();
        }
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        if (!context.getConnection().isOpen()) {
            return context.getStopAction(); // nobody is there for the answer
        }
        var unread = UNREAD.get(context.getConnection());
        if (unread.isNothing()) {
            return context.getInvokeAction();
        }
        var workers = transport.getWorkerThreadPool();
        context.suspend();
        unread.behindAll(
                () -> workers.execute(context::resumeNext),
                () -> workers.execute(() -> context.resume(context.getStopAction())));
        return context.getSuspendAction();
    }

    /** What one client has not read yet of its answers. */
    private final class Unread {
        private final NIOConnection connection;
        private volatile boolean over;
        /** Guarded by {@code this}, as all below. */
        private Timer.Appointment next = () -> {};

        private boolean watching;
        /** Whether more was written since the watch began. */
        private boolean more;

        Unread(NIOConnection connection) {
            this.connection = connection;
        }

        boolean isNothing() {
            return over || connection.getAsyncWriteQueue().spaceInBytes() == 0;
        }

        void written() {
            if (!over) {
                watch();
            }
        }

        private synchronized void watch() {
            if (watching) {
                more = true;
            } else if (!over) {
                watching = true;
                more = false;
                next = timer.after(deadline, this::look);
            }
        }

        private void look() {
            synchronized (this) {
                if (isNothing()) {
                    unwatched();
                    return;
                }
                next = timer.after(deadline, connection::terminateSilently);
            }
            behindAll(this::unwatched, () -> {});
        }

        private synchronized void unwatched() {
            next.cancel();
            watching = false;
            if (more) {
                watch();
            }
        }

        /** An empty write is done when all before it is. */
        void behindAll(Runnable done, Runnable failed) {
            var empty = new EmptyCompletionHandler<WriteResult<WritableMessage, SocketAddress>>() {
                @Override
                public void completed(WriteResult<WritableMessage, SocketAddress> result) {
                    done.run();
                }

                @Override
                public void failed(Throwable gone) {
                    failed.run();
                }
            };
            transport.getAsyncQueueIO().getWriter().write(connection, Buffers.EMPTY_BUFFER, empty);
        }

        synchronized void over() {
            over = true;
            next.cancel();
        }
    }
}
