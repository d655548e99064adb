package io.bascule.server.grizzly;

import io.bascule.server.grizzly.FrameChannel.Frames;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.WriteResult;

/** The connection of Grizzly under a {@link FrameChannel}: writes down what goes out, in hexadecimal, and its end. */
final class FakeSocket {
    private final List<String> seen = new ArrayList<>();
    private final Deque<CompletionHandler<WriteResult<Buffer, SocketAddress>>> held = new ArrayDeque<>();
    private boolean holding;
    private Runnable duringWrite = () -> {};
    private int taken;
    private boolean broken;

    /** From now on writes on the short way find room for {@code bytes}. */
    FakeSocket taking(int bytes) {
        taken = bytes;
        return this;
    }

    /** From now on writes on the short way fail. */
    FakeSocket broken() {
        broken = true;
        return this;
    }

    /** From now on writes end when {@link #complete()} or {@link #fail()} is called. */
    FakeSocket holding() {
        holding = true;
        return this;
    }

    /** Runs {@code duringWrite} in the next write, before its bytes are on their way. */
    FakeSocket duringWrite(Runnable duringWrite) {
        this.duringWrite = duringWrite;
        return this;
    }

    void complete() {
        held.remove().completed(null);
    }

    void fail() {
        held.remove().failed(new IOException("broken pipe"));
    }

    List<String> seen() {
        return List.copyOf(seen);
    }

    /** The way past Grizzly; what goes it is marked so. */
    ShortWay shortWay() {
        return batch -> {
            if (broken) {
                throw new IOException("connection reset");
            }
            byte[] frames = Frames.encode(batch, Frames.size(batch));
            int now = Math.min(taken, frames.length);
            if (now > 0) {
                seen.add("at once " + HexFormat.ofDelimiter(" ").formatHex(frames, 0, now));
            }
            return Arrays.copyOfRange(frames, now, frames.length);
        };
    }

    @SuppressWarnings("unchecked") // the type of addresses plays no part
    Connection<SocketAddress> connection() {
        return (Connection<SocketAddress>) Proxy.newProxyInstance(
                FakeSocket.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "write" ->
                            write((Buffer) arguments[0], (CompletionHandler<WriteResult<Buffer, SocketAddress>>)
                                    arguments[1]);
                        case "terminateSilently" -> seen.add("TERMINATED");
                        case "closeSilently" -> seen.add("CLOSED");
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }

    private void write(Buffer buffer, CompletionHandler<WriteResult<Buffer, SocketAddress>> done) {
        var first = duringWrite;
        duringWrite = () -> {};
        first.run();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        seen.add(HexFormat.ofDelimiter(" ").formatHex(bytes));
        if (holding) {
            held.add(done);
        } else {
            done.completed(null);
        }
    }
}
