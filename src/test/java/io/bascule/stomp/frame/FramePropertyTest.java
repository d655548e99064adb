package io.bascule.stomp.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

class FramePropertyTest {
    private static final FrameLimits SMALL = new FrameLimits(16, 4, 64, 64, 64);

    @Property(tries = 300)
    void what_is_encoded_decodes_to_itself_at_every_split_point(
            @ForAll("framesOfVersions") Tuple2<StompVersion, Frame> sent) {
        byte[] bytes = FrameEncoder.encode(sent.get2(), sent.get1());
        for (int split = 0; split <= bytes.length; split++) {
            assertEquals(List.of(asReceived(sent.get2())), decoded(sent.get1(), bytes, split));
        }
    }

    @Property(tries = 300)
    void frames_that_follow_each_other_decode_to_themselves_byte_by_byte(
            @ForAll("framesOfVersions") Tuple2<StompVersion, Frame> sent) {
        var out = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            out.writeBytes(FrameEncoder.encode(sent.get2(), sent.get1()));
            out.write('\n');
        }
        var received = asReceived(sent.get2());
        assertEquals(List.of(received, received, received), byteByByte(sent.get1(), out.toByteArray()));
    }

    @Property
    void arbitrary_bytes_are_frames_or_refused(@ForAll StompVersion version, @ForAll byte[] bytes) {
        assertFramesOrRefused(version, bytes);
    }

    @Property
    void frames_with_a_byte_changed_are_frames_or_refused(
            @ForAll("framesOfVersions") Tuple2<StompVersion, Frame> sent, @ForAll int at, @ForAll byte changed) {
        byte[] bytes = FrameEncoder.encode(sent.get2(), sent.get1());
        bytes[Math.floorMod(at, bytes.length)] = changed;
        assertFramesOrRefused(sent.get1(), bytes);
    }

    @Property
    void pieces_of_frames_in_any_order_are_frames_or_refused(
            @ForAll StompVersion version, @ForAll("pieces") String pieces) {
        assertFramesOrRefused(version, pieces.getBytes(UTF_8));
    }

    private static void assertFramesOrRefused(StompVersion version, byte[] bytes) {
        var decoder = new FrameDecoder(SMALL);
        decoder.speak(version);
        var in = ByteBuffer.wrap(bytes);
        try {
            for (var frame = decoder.next(in); frame.isPresent(); frame = decoder.next(in)) {
                assertTrue(frame.get().body().length <= SMALL.bodyBytes());
                assertTrue(frame.get().headers().inOrder().size() <= SMALL.headers());
            }
        } catch (FrameRefused refused) {
            assertTrue(refused.getMessage().chars().allMatch(c -> c >= ' ' && c <= '~'), refused.getMessage());
        }
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "SEND",
                        "CONNECT",
                        "SUBSCRIBE",
                        "\n",
                        "\r",
                        "\0",
                        ":",
                        "\\",
                        "a",
                        "content-length:",
                        "1",
                        "70",
                        "\u20ac",
                        " ",
                        "accept-version:1.2")
                .list()
                .ofMaxSize(30)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<Tuple2<StompVersion, Frame>> framesOfVersions() {
        return Arbitraries.of(StompVersion.class)
                .flatMap(version -> frames(version).map(frame -> Tuple.of(version, frame)));
    }

    private static Arbitrary<Frame> frames(StompVersion version) {
        return Arbitraries.of(Command.class).flatMap(command -> {
            var rule = command.neverEscaped() ? StompVersion.V1_0 : version;
            var headers = headers(rule)
                    .map(some -> command.opensConversation() ? some.with("accept-version", version.number()) : some);
            var bodies = Arbitraries.bytes().array(byte[].class).ofMaxSize(command.mayHaveBody() ? 40 : 0);
            return Combinators.combine(headers, bodies).as((h, b) -> new Frame(command, h, b));
        });
    }

    private static Arbitrary<Headers> headers(StompVersion rule) {
        var characters = switch (rule) {
            case V1_0 -> "ab/ \\\u00e9\u20ac";
            case V1_1 -> "ab/ \\\n:\u00e9\u20ac";
            case V1_2 -> "ab/ \\\r\n:\u00e9\u20ac";
        };
        var names = Arbitraries.strings().withChars(characters).ofMinLength(1).ofMaxLength(6);
        var values = Arbitraries.strings().withChars(characters).ofMaxLength(10);
        return Combinators.combine(names, values)
                .as(Header::new)
                .list()
                .ofMaxSize(4)
                .map(Headers::new);
    }

    private static Frame asReceived(Frame sent) {
        return sent.command().mayHaveBody()
                ? new Frame(sent.command(), sent.headers().with("content-length", "" + sent.body().length), sent.body())
                : sent;
    }

    private static List<Frame> decoded(StompVersion version, byte[] bytes, int split) {
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        decoder.speak(version);
        var frames = new ArrayList<Frame>();
        decoder.next(ByteBuffer.wrap(bytes, 0, split)).ifPresent(frames::add);
        decoder.next(ByteBuffer.wrap(bytes, split, bytes.length - split)).ifPresent(frames::add);
        return frames;
    }

    private static List<Frame> byteByByte(StompVersion version, byte[] bytes) {
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        decoder.speak(version);
        var frames = new ArrayList<Frame>();
        for (byte b : bytes) {
            decoder.next(ByteBuffer.wrap(new byte[] {b})).ifPresent(frames::add);
        }
        return frames;
    }
}
