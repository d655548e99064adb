package io.bascule.bench.client;

import io.bascule.bench.peer.PeerFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A WebSocket client on a {@link Loop} and its thread only. It does as little as can be: frames are not copied, the mask is
 * zero.
 */
public final class Client {
    /** Told of whatever the server sends; {@code in} is valid during the call. */
    public interface Listener {
        /** The handshake is done. */
        default void opened(Client client) {}

        /** A whole frame, whose payload begins at {@code at}. */
        void frame(Client client, int opcode, ByteBuffer in, int at, int length);

        /** The server has ended the connection. */
        default void ended(Client client) {
            throw new PeerFailed("The server ended a connection");
        }
    }

    static final int TEXT = 1;
    /** The opcode of a close frame (RFC 6455 section 5.5.1). */
    public static final int CLOSE = 8;

    private static final int CONTINUES = 0;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LAST = 0x80;
    private static final byte[] NONE = {};
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final int id;
    private final SocketChannel channel;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream(0);
    private final String path;
    private final SelectionKey key;
    private Listener listener;
    private byte[] rest = NONE;
    private boolean upgraded;

    Client(Loop loop, int id, int port, String path, Listener listener) throws IOException {
        this.id = id;
        this.path = path;
        this.listener = listener;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean at = channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        key = channel.register(loop.selector(), at ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
        if (at) {
            request();
        }
    }

    /** Its number among the clients of its kind, from 0. */
    public int id() {
        return id;
    }

    /** From now on another one is told. */
    public void tell(Listener next) {
        listener = next;
    }

    /** A whole message in one frame, masked as a client's must be, ready to be sent any number of times. */
    public static byte[] frame(int opcode, byte[] payload) {
        var frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload).flip();
        var bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** A text message in one frame, ready to be sent. */
    public static byte[] text(String text) {
        return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends what {@link #frame} made; what the socket does not take waits. */
    public void send(byte[] bytes) {
        send(ByteBuffer.wrap(bytes));
    }

    void send(ByteBuffer bytes) {
        try {
            if (waiting.isEmpty()) {
                channel.write(bytes);
            }
            if (bytes.hasRemaining()) {
                waiting.add(bytes);
                key.interestOpsOr(SelectionKey.OP_WRITE);
            }
        } catch (IOException gone) {
            end();
        }
    }

    /** Reads no more, as a phone in a tunnel. */
    void stall() {
        key.interestOpsAnd(~SelectionKey.OP_READ);
    }

    void resume() {
        key.interestOpsOr(SelectionKey.OP_READ);
    }

    /** Whether the server has answered with 101. */
    public boolean upgraded() {
        return upgraded;
    }

    boolean open() {
        return channel.isOpen();
    }

    /** Ends the TCP connection without a word. */
    public void cut() {
        try {
            key.cancel();
            channel.close();
        } catch (IOException gone) {
            throw new PeerFailed("A socket does not close", gone);
        }
    }

    /** What {@link Loop} calls when the socket is ready. */
    void ready(ByteBuffer input) {
        try {
            if (key.isValid() && key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                request();
            }
            if (key.isValid() && key.isWritable()) {
                write();
            }
            if (key.isValid() && key.isReadable()) {
                read(input);
            }
        } catch (IOException gone) {
            end();
        }
    }

    private void request() {
        send(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n"
                        + (path.equals("/stomp") ? "Sec-WebSocket-Protocol: v12.stomp\r\n" : "") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private void write() throws IOException {
        while (!waiting.isEmpty()) {
            channel.write(waiting.element());
            if (waiting.element().hasRemaining()) {
                return;
            }
            waiting.remove();
        }
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
    }

    private void read(ByteBuffer input) throws IOException {
        input.clear().put(rest);
        int count = channel.read(input);
        if (count < 0) {
            end();
            return;
        }
        input.flip();
        if (!upgraded) {
            upgrade(input);
        }
        if (upgraded) {
            frames(input);
        }
        rest = input.hasRemaining() ? new byte[input.remaining()] : NONE;
        input.get(rest);
    }

    private void upgrade(ByteBuffer input) {
        var answer = StandardCharsets.ISO_8859_1.decode(input.duplicate()).toString();
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new PeerFailed("The handshake for " + path + " was answered with "
                    + answer.lines().findFirst().orElse("nothing"));
        }
        input.position(end + 4);
        upgraded = true;
        listener.opened(this);
    }

    private void frames(ByteBuffer in) {
        while (in.remaining() >= 2 && channel.isOpen()) {
            int start = in.position();
            long length = in.get(start + 1) & 0x7f;
            int at = start + 2;
            if (length == 126) {
                at += 2;
                length = in.remaining() < 4 ? Integer.MAX_VALUE : in.getShort(start + 2) & 0xffff;
            } else if (length == 127) {
                at += 8;
                length = in.remaining() < 10 ? Integer.MAX_VALUE : in.getLong(start + 2);
            }
            if (in.limit() - at < length) {
                return;
            }
            in.position(at + (int) length);
            received(in.get(start), in, at, (int) length);
        }
    }

    private void received(int head, ByteBuffer in, int at, int length) {
        int opcode = head & 0x0f;
        boolean last = (head & LAST) != 0;
        if (opcode == PING) {
            send(frame(PONG, bytes(in, at, length)));
        } else if (opcode == CONTINUES || !last) {
            fragment(last, bytes(in, at, length));
        } else {
            listener.frame(this, opcode, in, at, length);
        }
    }

    private void fragment(boolean last, byte[] part) {
        fragments.writeBytes(part);
        if (last) {
            var message = fragments.toByteArray();
            fragments.reset();
            listener.frame(this, TEXT, ByteBuffer.wrap(message), 0, message.length);
        }
    }

    private static byte[] bytes(ByteBuffer in, int at, int length) {
        var bytes = new byte[length];
        in.get(at, bytes);
        return bytes;
    }

    private void end() {
        cut();
        listener.ended(this);
    }
}
