package io.bascule.sockjs;

import io.bascule.connection.Wire;
import io.bascule.handshake.HandshakeRequest;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One HTTP request and its answer, as a server offers it to SockJS. Either {@link #answer} or {@link #stream} is called,
 * once, by any thread, also long after the request has come. Nothing here blocks or throws.
 */
public interface HttpExchange {
    /** The request as it came, but for its body. */
    HandshakeRequest request();

    /** The path under which the application lies; begins with a slash, or is empty. */
    String contextPath();

    /**
     * Reads the body; called once at most, before the answer.
     *
     * @param most how many bytes it may have
     * @param whole told all of it, on any thread; not told when the client leaves before its end
     * @param tooLarge run, on any thread, when it has more
     */
    void body(int most, Consumer<byte[]> whole, Runnable tooLarge);

    /** Answers, and tells the body's length. */
    void answer(Answer answer);

    /** Begins an answer of unknown length; the body of {@code head} is not looked at. */
    Stream stream(Answer head);

    /**
     * Has {@code gone} run, on any thread and perhaps twice, when the client is found to have left before its answer has ended; not every
     * server finds out before something is written. Called once at most, before the answer.
     */
    void whenGone(Runnable gone);

    /**
     * The status and headers of an answer.
     *
     * @param headers in order; their names as they are written
     * @param body empty where there is none
     */
    record Answer(int status, Map<String, String> headers, byte[] body) {}

    /** The body of an answer that goes on. Calls do not overlap. */
    interface Stream {
        /** Writes and flushes; called again only after {@code done} was told. Nothing is told after {@link #end}. */
        void write(byte[] bytes, Wire.Completion done);

        /** Ends the answer; harmless when the client has left. */
        void end();

        /** Ends it at once, whatever the client has not read yet; harmless when it has ended. */
        void cut();
    }
}
