package io.bascule.sockjs;

import io.bascule.connection.Wire;
import io.bascule.sockjs.HttpExchange.Answer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request that waits for frames. Used in the events of its session only; what it tells comes from any thread.
 *
 * <pre>
 *  polling:    begin ── probe* ── send(frame): the whole answer
 *  streaming:  begin: prelude ── (send(frame) | probe)* ── end
 * </pre>
 */
final class Receiver {
    private final HttpExchange exchange;
    private final Transport transport;
    private final Map<String, String> headers;
    private final int mostBytes;
    private HttpExchange.@Nullable Stream stream;
    private int written;
    private boolean over;

    /** @param mostBytes after how many bytes, the prelude not counted, the answer ends */
    Receiver(HttpExchange exchange, Transport transport, Map<String, String> headers, int mostBytes) {
        this.exchange = exchange;
        this.transport = transport;
        this.headers = headers;
        this.mostBytes = mostBytes;
    }

    /**
     * Begins the answer where it streams.
     *
     * @param left run when the client is found to have left
     */
    void begin(Runnable left, Wire.Completion done) {
        exchange.whenGone(left);
        if (transport.streams()) {
            stream().write(Transport.bytes(transport.prelude()), done);
        } else {
            done.written();
        }
    }

    private HttpExchange.Stream stream() {
        var begun = stream;
        if (begun == null) {
            begun = exchange.stream(new Answer(200, headers, new byte[0]));
            stream = begun;
        }
        return begun;
    }

    /**
     * Writes what no client minds, to see whether it is still there. The first time the network takes it in any case; that
     * the client has left it tells only then.
     */
    void probe(Wire.Completion done) {
        stream().write(Transport.bytes(transport.streams() ? transport.frame(SockJsFrame.HEART_BEAT) : "\n"), done);
    }

    /** Writes one frame. */
    void send(String frame, Wire.Completion done) {
        byte[] bytes = Transport.bytes(transport.frame(frame));
        written += bytes.length;
        var begun = stream;
        if (transport.streams()) {
            stream().write(bytes, done);
        } else if (begun == null) {
            over = true;
            exchange.answer(new Answer(200, headers, bytes));
            done.written();
        } else {
            over = true;
            begun.write(bytes, ending(begun, done));
        }
    }

    private static Wire.Completion ending(HttpExchange.Stream probed, Wire.Completion done) {
        return new Wire.Completion() {
            @Override
            public void written() {
                probed.end();
                done.written();
            }

            @Override
            public void failed(Throwable cause) {
                done.failed(cause);
            }
        };
    }

    /** Whether it takes no more frames, and another request has to come. */
    boolean isFull() {
        return over || written >= mostBytes;
    }

    /** Ends the answer without waiting until it has been read. */
    void cut() {
        end();
        var begun = stream;
        if (begun != null) {
            begun.cut();
        }
    }

    /** Ends the answer; a poll that got nothing has an empty one. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        var begun = stream;
        if (begun != null) {
            begun.end();
        } else {
            exchange.answer(new Answer(200, headers, new byte[0]));
        }
    }
}
