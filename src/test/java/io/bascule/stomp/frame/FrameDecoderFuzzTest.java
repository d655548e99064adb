package io.bascule.stomp.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The decoder under whatever bytes, from the corpus beside it in {@code src/test/resources}; with {@code JAZZER_FUZZ=1}
 * in the environment, from those that Jazzer thinks up. The first byte chooses the version, the second where the rest is
 * cut.
 */
class FrameDecoderFuzzTest {
    private static final List<StompVersion> VERSIONS = List.of(StompVersion.values());
    private static final FrameLimits LIMITS = new FrameLimits(16, 8, 48, 96, 64);

    /** What a decoder makes of bytes: frames, and whether it refused what came behind them. */
    private record Outcome(List<Frame> frames, boolean refused) {}

    @FuzzTest(maxDuration = "3m")
    void bytes_are_frames_within_the_limits_or_refused_the_same_however_they_are_cut(byte[] input) {
        if (input.length < 2) {
            return;
        }
        var version = VERSIONS.get((input[0] & 0xff) % 3);
        var whole = decoded(version, input, input.length);
        whole.frames().forEach(FrameDecoderFuzzTest::assertWithinLimits);
        assertEquals(whole, decoded(version, input, 1 + (input[1] & 0x1f)));
        assertEquals(whole, decoded(version, input, 1));
        whole.frames().forEach(frame -> assertComesBack(version, frame));
    }

    private static Outcome decoded(StompVersion version, byte[] input, int piece) {
        var decoder = new FrameDecoder(LIMITS);
        decoder.speak(version);
        var frames = new ArrayList<Frame>();
        try {
            for (int from = 2; from < input.length; from += piece) {
                var in = ByteBuffer.wrap(input, from, Math.min(piece, input.length - from));
                for (var next = decoder.next(in); next.isPresent(); next = decoder.next(in)) {
                    frames.add(next.get());
                }
            }
            return new Outcome(frames, false);
        } catch (FrameRefused refused) {
            return new Outcome(frames, true);
        }
    }

    private static void assertWithinLimits(Frame frame) {
        assertTrue(frame.body().length <= LIMITS.bodyBytes());
        assertTrue(frame.body().length == 0 || frame.command().mayHaveBody());
        assertTrue(frame.headers().inOrder().size() <= LIMITS.headers());
        assertTrue(frame.size() <= LIMITS.headersBytes() + LIMITS.bodyBytes());
        frame.headers().inOrder().forEach(header -> assertTrue(!header.name().isEmpty()));
    }

    /** What was read can be written again, and reads the same; the length is ours. */
    private static void assertComesBack(StompVersion version, Frame frame) {
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        decoder.speak(version);
        var again = decoder.next(ByteBuffer.wrap(FrameEncoder.encode(frame, version)));
        assertEquals(
                carried(version, frame),
                again.map(FrameDecoderFuzzTest::withoutLength).orElseThrow());
    }

    /** Without the CR that 1.0 and 1.1 cannot carry. */
    private static Frame carried(StompVersion version, Frame frame) {
        if (version == StompVersion.V1_2) {
            return withoutLength(frame);
        }
        var carried = frame.headers().inOrder().stream()
                .filter(header -> header.name().indexOf('\r') < 0)
                .map(header -> new Header(header.name(), header.value().replace("\r", "")))
                .toList();
        return withoutLength(new Frame(frame.command(), new Headers(carried), frame.body()));
    }

    private static Frame withoutLength(Frame frame) {
        var others = frame.headers().inOrder().stream()
                .filter(header -> !header.name().equals("content-length"))
                .toList();
        return new Frame(frame.command(), new Headers(others), frame.body());
    }
}
