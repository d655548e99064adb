package io.bascule.stomp.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Frames to bytes and back, as they come in one WebSocket message. */
@State(Scope.Thread)
public class CodecBenchmark {
    /** Bytes of the body. */
    @Param({"200", "8192"})
    int body;

    private final FrameDecoder decoder = new FrameDecoder(FrameLimits.STANDARD);
    private byte[] send = {};
    private byte[] content = {};
    private final Headers headers = Headers.of("destination", "/topic/price.stock.ORCL")
            .with("message-id", "node-1-17")
            .with("content-type", "application/json");

    @Setup
    public void frame() {
        content = "x".repeat(body).getBytes(StandardCharsets.UTF_8);
        send = ("SEND\ndestination:/topic/price.stock.ORCL\ncontent-type:application/json\ncontent-length:" + body
                        + "\n\n" + "x".repeat(body) + "\0")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A SEND of a client. */
    @Benchmark
    public Optional<Frame> decode() {
        return decoder.next(ByteBuffer.wrap(send));
    }

    /** The part of a MESSAGE that all its receivers share. */
    @Benchmark
    public byte[] encode() {
        return FrameEncoder.messageTail(headers, content, StompVersion.V1_2);
    }
}
