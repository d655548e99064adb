package io.bascule.server.grizzly;

import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** WebSocket frames as the standalone server writes and reads them. */
@State(Scope.Thread)
public class FramesBenchmark {
    private static final int GATHERED = 16;

    private final List<Outgoing> batch = Collections.nCopies(
            GATHERED,
            new Outgoing(Part.utf8(new byte[40]), Part.utf8(new byte[230]), Outgoing.Kind.RELIABLE, Outgoing.NO_KEY));
    private final FrameScanner scanner = new FrameScanner(65_536);
    private final byte[] read = masked();
    private final ByteBuffer written = ByteBuffer.allocateDirect(FrameChannel.Frames.size(batch));

    private static byte[] masked() {
        var frames = ByteBuffer.allocate(GATHERED * 208);
        for (int i = 0; i < GATHERED; i++) {
            frames.putShort((short) 0x81FE)
                    .putShort((short) 200)
                    .putInt(0x12345678)
                    .put(new byte[200]);
        }
        return frames.array();
    }

    /** The bytes of one write; for each of its sixteen messages. */
    @Benchmark
    @OperationsPerInvocation(GATHERED)
    public ByteBuffer encode() {
        FrameChannel.Frames.encode(batch, written.clear());
        return written;
    }

    /** What one read has brought is looked at and unmasked; for each of its sixteen frames. */
    @Benchmark
    @OperationsPerInvocation(GATHERED)
    public Optional<?> scan() {
        return scanner.scan(ByteBuffer.wrap(read), ByteBuffer.allocate(read.length + FrameScanner.HEADER_BYTES));
    }
}
