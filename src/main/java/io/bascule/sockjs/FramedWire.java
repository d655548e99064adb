package io.bascule.sockjs;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Opcode;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.Wire;
import java.util.ArrayList;
import java.util.List;

/**
 * A WebSocket that carries the frames of SockJS, each in a message of its own. Pings are the WebSocket's, so that SockJS's
 * heart-beats are not needed.
 */
final class FramedWire implements Wire {
    /** Of a client that does not keep to the frames; it is not told in one. */
    static final CloseStatus BROKEN = new CloseStatus(1007, "Broken JSON encoding.");

    private final Wire inner;
    /** Whether a write is outstanding; any thread. */
    private volatile boolean writing;

    FramedWire(Wire inner) {
        this.inner = inner;
    }

    @Override
    public void write(List<Outgoing> batch, Completion done) {
        writing = true;
        inner.write(framed(batch), new Completion() {
            @Override
            public void written() {
                writing = false;
                done.written();
            }

            @Override
            public void failed(Throwable cause) {
                writing = false;
                done.failed(cause);
            }
        });
    }

    private static List<Outgoing> framed(List<Outgoing> batch) {
        var framed = new ArrayList<Outgoing>();
        int from = 0;
        for (int at = 0; at <= batch.size(); at++) {
            boolean ping = at < batch.size() && batch.get(at).opcode() == Opcode.PING;
            if (ping || at == batch.size()) {
                SockJsFrame.of(batch.subList(from, at)).forEach(frame -> framed.add(control(frame)));
                from = at + 1;
            }
            if (ping) {
                framed.add(batch.get(at));
            }
        }
        return framed;
    }

    private static Outgoing control(String frame) {
        return Outgoing.control(Part.text(frame));
    }

    /** Tells in a frame why, unless another is still on its way; and closes the WebSocket. */
    @Override
    public void close(CloseStatus status) {
        if (writing || status.equals(BROKEN)) {
            inner.close(status);
            return;
        }
        inner.write(List.of(control(SockJsFrame.close(status))), new Completion() {
            @Override
            public void written() {
                inner.close(status);
            }

            @Override
            public void failed(Throwable cause) {
                inner.close(status);
            }
        });
    }

    @Override
    public void cut() {
        inner.cut();
    }

    @Override
    public boolean pauseReading() {
        return inner.pauseReading();
    }

    @Override
    public void resumeReading() {
        inner.resumeReading();
    }

    @Override
    public boolean takesBinary() {
        return false;
    }
}
