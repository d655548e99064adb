package io.bascule.connection;

import io.bascule.handshake.Handshake;
import java.time.Duration;

/** One client's open channel. Every method may be called from any thread, never blocks and never throws. */
public interface Connection {
    /** Unique in this server; for logs, not a secret. */
    String id();

    /** What was settled when the client came in. */
    Handshake handshake();

    /** Queues a message for this client behind those already queued. */
    Offer send(Outgoing message);

    /**
     * Closes after what is queued has been sent, or after the send deadline. Only the first call counts; what is
     * offered later is {@link Offer#CLOSED}.
     */
    void close(CloseStatus status);

    /** What has not been sent yet. */
    Waiting waiting();

    /** What one connection has not sent yet: payload bytes, messages, and how long the oldest has waited. */
    record Waiting(int bytes, int messages, Duration age) {}

    /** What became of the messages sent so far. */
    Counters counters();

    /**
     * What became of messages.
     *
     * @param sent written, those of the protocol such as pings and heart-beats included
     * @param conflated whose place a newer one took, so that they were never written
     * @param dropped left out at a bound: not taken, or taken out for another
     * @param closedForSlowness how many connections a bound or the send deadline has ended
     */
    record Counters(long sent, long conflated, long dropped, long closedForSlowness) {
        /** Nothing so far. */
        public static final Counters NONE = new Counters(0, 0, 0, 0);

        /** These and {@code more}. */
        public Counters plus(Counters more) {
            return new Counters(
                    sent + more.sent,
                    conflated + more.conflated,
                    dropped + more.dropped,
                    closedForSlowness + more.closedForSlowness);
        }
    }

    /**
     * Has writes begin at least {@code between} apart from now on, as if the client read so slowly: what arrives meanwhile
     * waits, is conflated, and goes over the bounds as for any slow client. {@link Duration#ZERO} ends that.
     */
    void pace(Duration between);

    /** Runs {@code once}, on any thread, as soon as fewer than {@code bytes} wait (at once if so already) or it closed. */
    void whenBelow(int bytes, Runnable once);

    /** Whether binary messages can be sent; SockJS carries text only. */
    boolean takesBinary();

    /**
     * Asks the carrier to stop reading from this client, so that what it floods us with stays in its own buffers. A few
     * messages that were read already may still arrive.
     *
     * @return false where the carrier cannot do that
     */
    boolean pauseReading();

    /** Ends {@link #pauseReading()}. */
    void resumeReading();
}
