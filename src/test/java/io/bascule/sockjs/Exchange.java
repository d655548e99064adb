package io.bascule.sockjs;

import io.bascule.connection.Wire;
import io.bascule.handshake.HandshakeRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request whose client reads as a test wants it to; one thread. */
final class Exchange implements HttpExchange {
    private final HandshakeRequest request;
    private final byte[] body;
    private final StringBuilder written = new StringBuilder();
    private final ArrayDeque<Wire.Completion> held = new ArrayDeque<>();
    private @Nullable Answer head;
    private Runnable gone = () -> {};
    private boolean ended;
    private boolean stalled;
    private boolean bodyWaits;
    private Runnable arrives = () -> {};
    private int writesLeft = Integer.MAX_VALUE;

    Exchange(HandshakeRequest request, byte[] body) {
        this.request = request;
        this.body = body;
    }

    /** Its client does not read any more. */
    void stall() {
        stalled = true;
    }

    /** Its client reads what is there. */
    void read() {
        stalled = false;
        for (var done = held.poll(); done != null; done = held.poll()) {
            done.written();
        }
    }

    /** Its client is gone, which the network tells only at the second write. */
    void vanish() {
        writesLeft = 1;
    }

    /** Its client breaks off, which the server notices. */
    void breakOff() {
        gone.run();
    }

    /** Its body is still on the way. */
    Exchange late() {
        bodyWaits = true;
        return this;
    }

    void arrive() {
        arrives.run();
    }

    int status() {
        return head == null ? 0 : head.status();
    }

    String header(String name) {
        return head == null ? "" : head.headers().getOrDefault(name, "");
    }

    /** What has been written so far, without what comes before the first frame. */
    String frames() {
        int prelude = written.indexOf("hhhh") == 0 ? written.indexOf("\n") + 1 : 0;
        return written.substring(prelude);
    }

    String body() {
        return written.toString();
    }

    boolean isEnded() {
        return ended;
    }

    @Override
    public HandshakeRequest request() {
        return request;
    }

    @Override
    public String contextPath() {
        return "/shop";
    }

    @Override
    public void body(int most, Consumer<byte[]> whole, Runnable tooLarge) {
        arrives = () -> {
            if (body.length > most) {
                tooLarge.run();
            } else {
                whole.accept(body);
            }
        };
        if (!bodyWaits) {
            arrives.run();
        }
    }

    @Override
    public void answer(Answer answer) {
        begin(answer);
        written.append(new String(answer.body(), StandardCharsets.UTF_8));
        ended = true;
    }

    private void begin(Answer answer) {
        if (head != null) {
            throw new IllegalStateException("answered twice");
        }
        head = answer;
    }

    @Override
    public void whenGone(Runnable left) {
        gone = left;
    }

    @Override
    public Stream stream(Answer answer) {
        begin(new Answer(answer.status(), Map.copyOf(answer.headers()), answer.body()));
        return new Stream() {
            private boolean busy;
            private boolean ending;

            @Override
            public void write(byte[] bytes, Wire.Completion done) {
                if (busy || ended) {
                    throw new IllegalStateException(ended ? "written behind the end" : "two writes at once");
                }
                if (--writesLeft < 0) {
                    done.failed(new IOException("connection reset"));
                    return;
                }
                written.append(new String(bytes, StandardCharsets.UTF_8));
                busy = true;
                held.add(new Wire.Completion() {
                    @Override
                    public void written() {
                        busy = false;
                        ended |= ending;
                        done.written();
                    }

                    @Override
                    public void failed(Throwable cause) {
                        done.failed(cause);
                    }
                });
                if (!stalled) {
                    read();
                }
            }

            @Override
            public void end() {
                ending = true;
                ended |= !busy;
            }

            @Override
            public void cut() {
                ended = true;
                held.clear();
            }
        };
    }
}
