package io.bascule.server.grizzly;

import java.io.IOException;
import java.util.concurrent.Executor;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.grizzly.strategies.WorkerThreadIOStrategy;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.jspecify.annotations.Nullable;

/**
 * Which of Grizzly's threads deals with what a socket has: frames are read on the selector that has noticed them, since
 * only code of ours that never blocks sees them there; everything else, requests and the frames of endpoints that keep
 * their own methods among it, is read on a worker.
 */
final class IoThreads implements IOStrategy {
    private static final IOStrategy SELECTOR = SameThreadIOStrategy.getInstance();
    private static final IOStrategy WORKER = WorkerThreadIOStrategy.getInstance();

    @SuppressWarnings("rawtypes") // as all below: Grizzly's interface has it so
    private static IOStrategy of(Connection connection, IOEvent event) {
        return event == IOEvent.READ && FrameFilter.neverBlocks(connection) ? SELECTOR : WORKER;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public boolean executeIoEvent(Connection connection, IOEvent event) throws IOException {
        return of(connection, event).executeIoEvent(connection, event);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled) throws IOException {
        return of(connection, event).executeIoEvent(connection, event, enabled);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Executor getThreadPoolFor(Connection connection, IOEvent event) {
        return of(connection, event).getThreadPoolFor(connection, event);
    }

    @Override
    public ThreadPoolConfig createDefaultWorkerPoolConfig(Transport transport) {
        return WORKER.createDefaultWorkerPoolConfig(transport);
    }
}
