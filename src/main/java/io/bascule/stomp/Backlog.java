package io.bascule.stomp;

import io.bascule.connection.Connection;
import io.bascule.connection.Lane;

/**
 * What a client has sent and nobody has dealt with yet: messages that wait for their turn, and frames that wait for the
 * application or for the receipts before theirs. Above its bounds nothing more is read from that client until half of it
 * is done and no message waits for its turn; so a thread that came by with one event, such as the timer's, is not kept
 * by a flood.
 *
 * <p>Any thread; {@link #check} is called behind every change.
 */
final class Backlog {
    private final Connection connection;
    private final int waitingFrames;
    private final int waitingBytes;
    private final Runnable overflow;
    /** The carrier is called here: one call at a time, none with a lock held, and the last one fits what waits then. */
    private final Lane calls = Lane.inline();

    /** Guarded by {@code this}, as the next two. */
    private int messages;

    private int frames;
    private long bytes;
    /** Written in {@code calls} only. */
    private volatile boolean paused;

    /** @param overflow run when too much waits and the carrier cannot stop reading */
    Backlog(Connection connection, StompOptions.Limits limits, Runnable overflow) {
        this.connection = connection;
        this.waitingFrames = limits.waitingFrames();
        this.waitingBytes = limits.waitingBytes();
        this.overflow = overflow;
    }

    /** One more message waits for its turn. */
    synchronized void addMessage(int size) {
        messages++;
        bytes += size;
    }

    /** A message has its turn. */
    synchronized void removeMessage(int size) {
        messages--;
        bytes -= size;
    }

    /** One more frame is not done with. */
    synchronized void addFrame(int size) {
        frames++;
        bytes += size;
    }

    /** A frame is done with. */
    synchronized void removeFrame(int size) {
        frames--;
        bytes -= size;
    }

    /** Stops or resumes reading where that has become due. */
    void check() {
        if (paused ? isLow() : isHigh()) {
            calls.execute(this::settle);
        }
    }

    private void settle() {
        if (!paused && isHigh()) {
            paused = connection.pauseReading();
            if (!paused) {
                overflow.run();
            }
        }
        if (paused && isLow()) { // also when it became so meanwhile: check() may have looked before paused was set
            paused = false;
            connection.resumeReading();
        }
    }

    private synchronized boolean isHigh() {
        return messages + frames > waitingFrames || bytes > waitingBytes;
    }

    private synchronized boolean isLow() {
        return messages == 0 && frames <= waitingFrames / 2 && bytes <= waitingBytes / 2;
    }

    /** Whether nothing is read from this client at the moment. */
    boolean paused() {
        return paused;
    }
}
