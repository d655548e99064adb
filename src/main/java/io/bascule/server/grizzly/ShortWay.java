package io.bascule.server.grizzly;

import io.bascule.connection.Outgoing;
import io.bascule.server.grizzly.FrameChannel.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.glassfish.grizzly.nio.DirectByteBufferRecord;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * Writes frames into a socket at once, past Grizzly's chain and queue, which cost as much as all the rest of a small write.
 * One thread at a time, which is the only one that writes frames to this socket; does not block.
 */
@FunctionalInterface
interface ShortWay {
    /** What a write has at most: more goes through Grizzly's queue, in pieces. */
    int MOST = 128 * 1024;

    /**
     * Writes the frames of {@code batch}, or their beginning.
     *
     * @return the bytes that the socket does not take now, which are the caller's to write behind what waits already
     * @throws IOException if the socket is gone
     */
    byte[] write(List<Outgoing> batch) throws IOException;

    /** The way into the socket of {@code connection}, whenever Grizzly has nothing left to write to it. */
    static ShortWay into(NIOConnection connection) {
        var socket = (SocketChannel) connection.getChannel();
        var waiting = connection.getAsyncWriteQueue();
        return batch -> {
            int size = Frames.size(batch);
            return size > MOST || waiting.spaceInBytes() > 0 ? Frames.encode(batch, size) : write(batch, size, socket);
        };
    }

    private static byte[] write(List<Outgoing> batch, int size, SocketChannel socket) throws IOException {
        var record = DirectByteBufferRecord.get(); // of this thread, for one write, as Grizzly itself has it
        try {
            var frames = record.allocate(size);
            Frames.encode(batch, frames);
            socket.write(frames.flip());
            return left(frames);
        } finally {
            record.release();
        }
    }

    private static byte[] left(ByteBuffer frames) {
        if (!frames.hasRemaining()) {
            return Frames.NONE;
        }
        byte[] left = new byte[frames.remaining()];
        frames.get(left);
        return left;
    }
}
