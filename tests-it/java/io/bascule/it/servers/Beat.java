package io.bascule.it.servers;

import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends a frame again and again until it is closed, or the connection is. */
final class Beat implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(500);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> sends;

    Beat(RawWebSocket webSocket, WebSocketFrame frame) {
        sends = timer.scheduleAtFixedRate(() -> send(webSocket, frame), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void send(RawWebSocket webSocket, WebSocketFrame frame) {
        try {
            webSocket.send(frame);
        } catch (IOException over) {
            throw new UncheckedIOException(over); // ends the beat
        }
    }

    @Override
    public void close() {
        sends.cancel(false);
        timer.shutdown();
    }
}
