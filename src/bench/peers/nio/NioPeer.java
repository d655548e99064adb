package nio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import naive.StompText;
import peer.Ready;

/**
 * The limit: one thread, one selector, frames made once for all subscribers, no checks, no bounds. With
 * {@code -Dcoalesce=true} all frames that came in one read leave in one write.
 */
public final class NioPeer {
    private static final String ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final boolean coalescing = Boolean.getBoolean("coalesce");
    private final Map<String, List<Client>> topics = new HashMap<>();
    private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 18);
    private final Selector selector;
    private final ServerSocketChannel listener;
    private long messages;

    private NioPeer() throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 1024);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] arguments) throws IOException {
        var server = new NioPeer();
        Executors.newSingleThreadExecutor().execute(server::run);
        Ready.at(((InetSocketAddress) server.listener.getLocalAddress()).getPort());
    }

    private void run() {
        try {
            while (true) {
                selector.select(this::ready);
            }
        } catch (IOException broken) {
            broken.printStackTrace();
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else if (key.isReadable()) {
                ((Client) key.attachment()).read();
            } else if (key.isWritable()) {
                ((Client) key.attachment()).write();
            }
        } catch (IOException | GeneralSecurityException gone) {
            ((Client) key.attachment()).close();
        }
    }

    private void accept() throws IOException {
        var channel = listener.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var client = new Client(channel);
            client.key = channel.register(selector, SelectionKey.OP_READ, client);
        }
    }

    private static byte[] frame(int opcode, byte[] payload) {
        var frame = ByteBuffer.allocate(payload.length + 10);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 126).putShort((short) payload.length);
        }
        frame.put(payload).flip();
        var bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return frame(1, text.getBytes(StandardCharsets.UTF_8));
    }

    /** One connection: what is left of its last read, and what its socket did not take. */
    private final class Client {
        private final SocketChannel channel;
        private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
        private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
        private final Map<String, ByteArrayOutputStream> published = new HashMap<>();
        private SelectionKey key;
        private byte[] rest = {};
        private boolean upgraded;
        private boolean stomp;

        private Client(SocketChannel channel) {
            this.channel = channel;
        }

        private void read() throws IOException, GeneralSecurityException {
            input.clear().put(rest);
            if (channel.read(input) < 0) {
                close();
                return;
            }
            input.flip();
            if (!upgraded) {
                upgrade();
            }
            while (upgraded && nextFrame()) {
                if (!coalescing) {
                    flush();
                }
            }
            flush();
            rest = new byte[input.remaining()];
            input.get(rest);
        }

        private void upgrade() throws IOException, GeneralSecurityException {
            var request = StandardCharsets.ISO_8859_1.decode(input.duplicate()).toString();
            int end = request.indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            input.position(end + 4);
            upgraded = true;
            stomp = request.startsWith("GET /stomp ");
            int start = request.indexOf("Sec-WebSocket-Key: ") + 19;
            var key = request.substring(start, request.indexOf("\r\n", start));
            var accept = MessageDigest.getInstance("SHA-1").digest((key + ACCEPT).getBytes(StandardCharsets.US_ASCII));
            send(ByteBuffer.wrap(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(accept) + "\r\n"
                            + (stomp ? "Sec-WebSocket-Protocol: v12.stomp\r\n" : "") + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
        }

        private boolean nextFrame() {
            if (input.remaining() < 6) {
                return false;
            }
            int start = input.position();
            int opcode = input.get() & 0x0f;
            int length = input.get() & 0x7f;
            if (length == 126) {
                length = input.getShort() & 0xffff;
            }
            if (input.remaining() < length + 4) {
                input.position(start);
                return false;
            }
            var mask = new byte[4];
            input.get(mask);
            var payload = new byte[length];
            input.get(payload);
            for (int at = 0; at < length; at++) {
                payload[at] ^= mask[at & 3];
            }
            received(opcode, payload);
            return true;
        }

        private void received(int opcode, byte[] payload) {
            if (opcode != 1 || !stomp) {
                answers.writeBytes(frame(opcode, payload)); // an echo, and the answer to a close
                return;
            }
            var frame = StompText.read(new String(payload, StandardCharsets.UTF_8));
            var destination = frame.header("destination");
            switch (frame.command()) {
                case "CONNECT" -> answers.writeBytes(text(StompText.connected()));
                case "SUBSCRIBE" ->
                    topics.computeIfAbsent(destination, none -> new ArrayList<>())
                            .add(this);
                default ->
                    published
                            .computeIfAbsent(destination, none -> new ByteArrayOutputStream())
                            .writeBytes(text(StompText.message("s", ++messages, destination, frame.body())));
            }
        }

        private void flush() throws IOException {
            if (answers.size() > 0) {
                send(ByteBuffer.wrap(answers.toByteArray()));
                answers.reset();
            }
            for (var topic : published.entrySet()) {
                var bytes = ByteBuffer.wrap(topic.getValue().toByteArray());
                for (var subscriber : List.copyOf(topics.getOrDefault(topic.getKey(), List.of()))) {
                    subscriber.send(bytes.duplicate());
                }
            }
            published.clear();
        }

        private void send(ByteBuffer bytes) {
            try {
                if (waiting.isEmpty()) {
                    channel.write(bytes);
                }
                if (bytes.hasRemaining()) {
                    waiting.add(bytes);
                    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                }
            } catch (IOException gone) {
                close();
            }
        }

        private void write() throws IOException {
            while (!waiting.isEmpty()) {
                channel.write(waiting.peek());
                if (waiting.peek().hasRemaining()) {
                    return;
                }
                waiting.remove();
            }
            key.interestOps(SelectionKey.OP_READ);
        }

        private void close() {
            topics.values().forEach(subscribers -> subscribers.remove(this));
            waiting.clear();
            try {
                channel.close();
            } catch (IOException gone) {
                key.cancel();
            }
        }
    }
}
