package io.bascule.server.grizzly;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Lane;
import io.bascule.connection.Opcode;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Wire;
import io.bascule.time.Timer;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one client: those of the outbox, a whole batch in one write, and those that Tyrus makes itself
 * (pongs, the answer to a close, and what an endpoint sends through its {@code Session}). Nothing is written behind a
 * close frame, whoever sent it, and nothing of ours within a message that Tyrus sends in fragments.
 *
 * <p>Closing (RFC 6455 section 7.1.1): the close frame is written; then what the client still sends is thrown away until
 * it closes too or {@link #LINGER} is over, since closing a socket with unread input would destroy the close frame on its
 * way. A client that does not even take the close frame is dropped after {@link #FLUSH}: Grizzly would wait for it for
 * ever.
 *
 * <p>Any thread; nothing blocks.
 */
final class FrameChannel implements Wire {
    private static final Duration LINGER = Duration.ofSeconds(1);
    /** How long the close frame, and what waits before it, may take to be written. */
    private static final Duration FLUSH = Duration.ofSeconds(2);

    private static final int CLOSE_OPCODE = 8;
    /** How many of Tyrus's own frames may wait: a pong of two bytes costs Grizzly two hundred times as much. */
    private static final int OWN_FRAMES = 1_000;

    private final Connection<SocketAddress> socket;
    private final ShortWay shortWay;
    private final Timer timer;
    private final Reading reading;
    private final long bound;
    /** What goes out takes turns: a close frame from another thread must not overtake the write that has begun. */
    private final Lane order = Lane.inline();

    /** Set in {@link #order}, and by {@link #cut}. */
    private volatile boolean closeSent;
    /** Tyrus's own frames that are not written yet, and their bytes: a client that pings and does not read adds to them. */
    private final AtomicInteger ownFrames = new AtomicInteger();

    private final AtomicLong ownBytes = new AtomicLong();

    private final TyrusWriter tyrusWriter = new TyrusWriter();

    /** Whether the client has closed from its side, so that nothing needs to be waited for. */
    private volatile boolean peerClosed;

    /** Takes down the socket of a client that does not let it close; in {@link #order}, as all below. */
    private Timer.Appointment end = () -> {};

    private boolean gone;
    /** Whether Tyrus has begun a message and not ended it, within which no other may come (RFC 6455 section 5.4). */
    private boolean withinMessage;
    /** The write that waits for that end. */
    private Runnable behindMessage = () -> {};

    /** Stops and continues the reading of one client. */
    interface Reading {
        void pause();

        void resume();
    }

    /** @param bound how many bytes of pongs may wait */
    FrameChannel(Connection<SocketAddress> socket, ShortWay shortWay, Timer timer, Reading reading, long bound) {
        this.socket = socket;
        this.shortWay = shortWay;
        this.timer = timer;
        this.reading = reading;
        this.bound = bound;
    }

    Writer tyrusWriter() {
        return tyrusWriter;
    }

    /** Whether a close frame has been sent; what the client sends now is of no interest. */
    boolean isClosing() {
        return closeSent;
    }

    @Override
    public void write(List<Outgoing> batch, Completion done) {
        order.execute(() -> {
            if (closeSent) {
                done.failed(new EOFException("a close frame has been sent"));
            } else if (withinMessage) {
                behindMessage = () -> writeNow(batch, done);
            } else {
                writeNow(batch, done);
            }
        });
    }

    private void writeNow(List<Outgoing> batch, Completion done) {
        byte[] left;
        try {
            left = shortWay.write(batch);
        } catch (IOException gone) {
            done.failed(gone);
            return;
        }
        if (left.length == 0) {
            done.written();
        } else {
            write(left, done);
        }
    }

    /** Tyrus has written a frame that begins with {@code first}. */
    private void beside(byte first) {
        if ((first & Frames.OPCODE) >= CLOSE_OPCODE) {
            return; // control frames come anywhere
        }
        withinMessage = (first & Frames.FIN) == 0;
        if (!withinMessage) {
            var waiting = behindMessage;
            behindMessage = () -> {};
            waiting.run();
        }
    }

    private void write(byte[] frames, Completion done) {
        try {
            writeToSocket(frames, done);
        } catch (RuntimeException closed) { // Grizzly throws where it has torn down the connection
            done.failed(closed);
        }
    }

    private void writeToSocket(byte[] frames, Completion done) {
        Buffer buffer = Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, frames);
        socket.write(buffer, new EmptyCompletionHandler<WriteResult<Buffer, SocketAddress>>() {
            @Override
            public void completed(@Nullable WriteResult<Buffer, SocketAddress> result) {
                done.written();
            }

            @Override
            public void failed(Throwable cause) {
                done.failed(cause);
            }

            @Override
            public void cancelled() {
                done.failed(new EOFException("the write was cancelled"));
            }
        });
    }

    @Override
    public void close(CloseStatus status) {
        order.execute(() -> {
            if (!closeSent) {
                closeSent = true;
                endAfter(FLUSH);
                write(Frames.close(status), new Closing());
                reading.resume(); // or a client that is still sending would not come to read the close frame
            }
        });
    }

    private void endAfter(Duration time) {
        end.cancel();
        if (!gone) {
            end = timer.after(time, socket::terminateSilently);
        }
    }

    @Override
    public void cut() {
        closeSent = true;
        socket.terminateSilently();
    }

    @Override
    public boolean pauseReading() {
        reading.pause();
        return true;
    }

    @Override
    public void resumeReading() {
        reading.resume();
    }

    /** The client has sent its close frame or its end of stream. */
    void peerClosed() {
        order.execute(
                () -> { // not before a close frame of ours that is just being sent
                    peerClosed = true;
                    if (closeSent) {
                        socket.closeSilently();
                    }
                });
    }

    /** The socket is gone. */
    void gone() {
        peerClosed = true;
        order.execute(() -> {
            gone = true;
            end.cancel();
        });
    }

    /** What follows the close frame on the way out. */
    private final class Closing implements Completion {
        @Override
        public void written() {
            order.execute(() -> {
                if (peerClosed) {
                    socket.closeSilently();
                } else {
                    endAfter(LINGER);
                }
            });
        }

        @Override
        public void failed(Throwable cause) {
            socket.terminateSilently();
        }
    }

    /** Tyrus's way to the same socket; it hands over one whole frame at a time. */
    private final class TyrusWriter extends Writer {
        @Override
        public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> done) {
            boolean close = (frame.get(frame.position()) & Frames.OPCODE) == CLOSE_OPCODE;
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            order.execute(() -> write(frame, close ? Frames.withoutReason(bytes) : bytes, close, done));
        }

        private void write(ByteBuffer frame, byte[] bytes, boolean close, CompletionHandler<ByteBuffer> done) {
            if (closeSent) {
                done.failed(new EOFException("a close frame has been sent"));
                return;
            }
            if (ownFrames.incrementAndGet() > OWN_FRAMES || ownBytes.addAndGet(bytes.length) > bound) {
                cut();
                done.failed(new EOFException("more than " + OWN_FRAMES + " pongs or " + bound + " bytes of them wait"));
                return;
            }
            if (close) {
                closeSent = true;
                endAfter(FLUSH);
            }
            FrameChannel.this.write(bytes, new Completion() {
                @Override
                public void written() {
                    ownFrames.decrementAndGet();
                    ownBytes.addAndGet(-bytes.length);
                    done.completed(frame);
                    if (close) {
                        new Closing().written();
                    }
                }

                @Override
                public void failed(Throwable cause) {
                    done.failed(cause);
                }
            });
            beside(bytes[0]);
        }

        /** Tyrus is done with the connection; the close frame is on its way, and {@link Closing} does the rest. */
        @Override
        public void close() {
            order.execute(() -> {
                if (!closeSent) {
                    endAfter(FLUSH);
                    socket.closeSilently();
                }
            });
        }
    }

    /** Frames from server to client: never masked, never fragmented (RFC 6455 section 5.2). */
    static final class Frames {
        static final int FIN = 0x80;
        static final int OPCODE = 0x0F;
        static final byte[] NONE = {};

        private Frames() {}

        /** How many bytes the frames of {@code batch} have. */
        static int size(List<Outgoing> batch) {
            int size = 0;
            for (var message : batch) {
                size += headerSize(message.size()) + message.size();
            }
            return size;
        }

        /** The frames of {@code batch}, which are {@code size} bytes. */
        static byte[] encode(List<Outgoing> batch, int size) {
            byte[] frames = new byte[size];
            encode(batch, ByteBuffer.wrap(frames));
            return frames;
        }

        /** Puts the frames of {@code batch} into {@code frames}, which has room for them. */
        static void encode(List<Outgoing> batch, ByteBuffer frames) {
            for (var message : batch) {
                header(frames, opcode(message.opcode()), message.size());
                message.head().copyTo(frames);
                message.tail().copyTo(frames);
            }
        }

        static byte[] close(CloseStatus status) {
            if (status.code() == CloseStatus.NO_CODE.code() || status.code() == CloseStatus.ABNORMAL.code()) {
                return new byte[] {(byte) (FIN | CLOSE_OPCODE), 0};
            }
            byte[] reason = status.reason().getBytes(StandardCharsets.UTF_8);
            var frame = ByteBuffer.allocate(4 + reason.length);
            header(frame, CLOSE_OPCODE, 2 + reason.length);
            return frame.putShort((short) status.code()).put(reason).array();
        }

        /** The reasons that Tyrus gives speak of its own classes; the code says enough. */
        static byte[] withoutReason(byte[] close) {
            return close.length <= 4 ? close : new byte[] {close[0], 2, close[2], close[3]};
        }

        private static int opcode(Opcode opcode) {
            return switch (opcode) {
                case TEXT -> 1;
                case BINARY -> 2;
                case PING -> 9;
            };
        }

        private static int headerSize(int length) {
            return length < 126 ? 2 : length <= 0xFFFF ? 4 : 10;
        }

        private static void header(ByteBuffer frames, int opcode, int length) {
            frames.put((byte) (FIN | opcode));
            if (length < 126) {
                frames.put((byte) length);
            } else if (length <= 0xFFFF) {
                frames.put((byte) 126).putShort((short) length);
            } else {
                frames.put((byte) 127).putLong(length);
            }
        }
    }
}
