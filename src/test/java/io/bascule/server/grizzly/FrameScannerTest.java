package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameScannerTest {
    private static final String TOO_BIG = "1009 message larger than 100 bytes (message.bytes)";
    private static final String UNMASKED = "1002 client frames must be masked";
    private static final String CONTROL = "1002 a control frame is whole and has at most 125 bytes";

    private final FrameScanner scanner = new FrameScanner(100);

    private String scan(ClientFrames frames) {
        return answer(scanner, frames.bytes());
    }

    private static String answer(FrameScanner scanner, byte[] bytes) {
        return scanner.scan(ByteBuffer.wrap(bytes), room(bytes))
                .map(status -> status.code() + " " + status.reason())
                .orElse("");
    }

    private static ByteBuffer room(byte[] bytes) {
        return ByteBuffer.allocate(bytes.length + FrameScanner.HEADER_BYTES);
    }

    /** The example of RFC 6455 section 5.7. */
    @Test
    void the_mask_is_taken_off() {
        assertEquals("810548656c6c6f", unmasked(HexFormat.of().parseHex("818537fa213d7f9f4d5158"), List.of(11)));
    }

    @Property
    void wherever_frames_are_cut_what_passes_on_is_the_same_without_masks(
            @ForAll List<@Size(max = 300) byte[]> payloads,
            @ForAll int key,
            @ForAll @Size(max = 20) List<Integer> cuts) {
        var masked = new ByteArrayOutputStream();
        var plain = new ByteArrayOutputStream();
        for (var payload : payloads) {
            plain.writeBytes(header(payload.length, false).array());
            plain.writeBytes(payload);
            masked.writeBytes(header(payload.length, true).putInt(key).array());
            for (int i = 0; i < payload.length; i++) {
                masked.write(payload[i] ^ (key >>> (8 * (3 - i % 4))));
            }
        }
        assertEquals(HexFormat.of().formatHex(plain.toByteArray()), unmasked(masked.toByteArray(), cuts));
    }

    private static ByteBuffer header(int length, boolean masked) {
        int bit = masked ? 0x80 : 0;
        var header =
                ByteBuffer.allocate((length < 126 ? 2 : 4) + (masked ? 4 : 0)).put((byte) 0x82);
        return length < 126
                ? header.put((byte) (bit | length))
                : header.put((byte) (bit | 126)).putShort((short) length);
    }

    /** What passes on of {@code bytes} that come in parts of such sizes, and the rest in one. */
    private static String unmasked(byte[] bytes, List<Integer> sizes) {
        var scanner = new FrameScanner(1_000);
        var all = new StringBuilder();
        int at = 0;
        for (int size : sizes) {
            int end = Math.min(bytes.length, at + Math.floorMod(size, 40));
            all.append(unmasked(scanner, Arrays.copyOfRange(bytes, at, end)));
            at = end;
        }
        return all.append(unmasked(scanner, Arrays.copyOfRange(bytes, at, bytes.length)))
                .toString();
    }

    private static String unmasked(FrameScanner scanner, byte[] part) {
        byte[] unmasked = new byte[part.length + FrameScanner.HEADER_BYTES];
        var room = ByteBuffer.wrap(unmasked);
        scanner.scan(ByteBuffer.wrap(part), room);
        return HexFormat.of().formatHex(unmasked, 0, room.position());
    }

    @Test
    void a_whole_message_passes() {
        assertEquals("", scan(new ClientFrames().frame(0x81, "hello")));
    }

    @Test
    void a_message_as_large_as_the_limit_passes() {
        assertEquals("", scan(new ClientFrames().frame(0x82, "x".repeat(100)).frame(0x81, "x".repeat(100))));
    }

    @Test
    void a_larger_one_is_refused_when_it_is_announced() {
        assertEquals(TOO_BIG, scan(new ClientFrames().header(0x81, 101)));
    }

    @Test
    void the_extended_length_of_16_bits_is_without_a_sign() {
        assertEquals(TOO_BIG, scan(new ClientFrames().header(0x81, 0xFFFF)));
    }

    @Test
    void fragments_count_together() {
        assertEquals(
                TOO_BIG, scan(new ClientFrames().frame(0x01, "x".repeat(60)).header(0x80, 41)));
    }

    @Test
    void control_frames_between_fragments_do_not_count() {
        assertEquals(
                "",
                scan(new ClientFrames()
                        .frame(0x01, "x".repeat(60))
                        .frame(0x89, "x".repeat(125))
                        .frame(0x8A, "")
                        .frame(0x80, "x".repeat(40))));
    }

    @Test
    void fragments_count_together_over_control_frames() {
        assertEquals(
                TOO_BIG,
                scan(new ClientFrames()
                        .frame(0x01, "x".repeat(60))
                        .frame(0x89, "ping")
                        .header(0x80, 41)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x10000, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void no_length_is_too_long_to_be_seen(long length) {
        assertEquals(TOO_BIG, scan(new ClientFrames().header(0x82, length)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x10000, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void no_length_of_a_later_fragment_is_too_long_to_be_seen(long length) {
        assertEquals(TOO_BIG, scan(new ClientFrames().frame(0x02, "x").header(0x00, length)));
    }

    @ParameterizedTest
    @ValueSource(longs = {126, 0x10000, Long.MAX_VALUE, Long.MIN_VALUE})
    void a_control_frame_longer_than_125_bytes_is_refused(long length) {
        assertEquals(CONTROL, scan(new ClientFrames().header(0x89, length)));
    }

    @Test
    void a_fragmented_control_frame_is_refused() {
        assertEquals(CONTROL, scan(new ClientFrames().frame(0x09, "")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x81, 0x82, 0x88, 0x89, 0x8A})
    void an_unmasked_frame_is_refused(int first) {
        assertEquals(UNMASKED, scan(new ClientFrames().raw(first, 0)));
    }

    @Test
    void an_unmasked_frame_is_refused_though_masked_ones_came_before() {
        assertEquals(UNMASKED, scan(new ClientFrames().frame(0x81, "a").raw(0x81, 1, 'b')));
    }

    @Test
    void a_reserved_bit_is_refused() {
        assertEquals("1002 a reserved bit is set", scan(new ClientFrames().frame(0xC1, "a")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x83, 0x87, 0x8B, 0x8F})
    void an_opcode_that_does_not_exist_is_refused(int first) {
        assertEquals("1002 there is no opcode " + (first & 0x0F), scan(new ClientFrames().frame(first, "")));
    }

    @Test
    void a_message_within_a_message_is_refused() {
        assertEquals(
                "1002 the message before is not finished",
                scan(new ClientFrames().frame(0x01, "a").frame(0x81, "b")));
    }

    @Test
    void a_continuation_of_nothing_is_refused() {
        assertEquals("1002 there is no message to continue", scan(new ClientFrames().frame(0x80, "a")));
    }

    @Test
    void a_close_frame_is_seen() {
        scan(new ClientFrames().frame(0x81, "a"));
        assertFalse(scanner.closeSeen());
        scan(new ClientFrames().frame(0x88, ""));
        assertTrue(scanner.closeSeen());
    }

    @Test
    void what_looks_like_a_close_frame_within_a_payload_is_none() {
        scan(new ClientFrames().header(0x82, 6).raw(0x88, 0x80, 0, 0, 0, 0));
        assertFalse(scanner.closeSeen());
    }

    @Test
    void what_looks_like_a_close_frame_within_a_refused_message_is_none() {
        scan(new ClientFrames().header(0x82, 101).raw(0x88, 0x80, 0, 0, 0, 0));
        scan(new ClientFrames().raw(new int[89]));
        scan(new ClientFrames().raw(0x88, 0x80, 0, 0, 0, 0));
        assertFalse(scanner.closeSeen());
    }

    @Test
    void the_close_frame_behind_a_refused_message_is_seen() {
        scan(new ClientFrames().frame(0x82, "x".repeat(101)).frame(0x88, ""));
        assertTrue(scanner.closeSeen());
    }

    @Test
    void once_refused_a_client_stays_refused() {
        scan(new ClientFrames().frame(0x82, "x".repeat(101)));
        assertEquals(TOO_BIG, scan(new ClientFrames().frame(0x81, "a")));
    }

    @Provide
    Arbitrary<byte[]> streams() {
        var first = Arbitraries.frequency(
                Tuple.of(8, 0x81),
                Tuple.of(4, 0x01),
                Tuple.of(6, 0x80),
                Tuple.of(4, 0x00),
                Tuple.of(3, 0x89),
                Tuple.of(1, 0x88),
                Tuple.of(1, 0xC1),
                Tuple.of(1, 0x83),
                Tuple.of(1, 0x09));
        var length = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.integers().between(0, 40)),
                Tuple.of(1, Arbitraries.integers().between(90, 140)));
        var masked = Arbitraries.frequency(Tuple.of(20, true), Tuple.of(1, false));
        return Combinators.combine(first, length, masked)
                .as((opcode, size, mask) -> mask
                        ? new ClientFrames().frame(opcode, "\u0008x".repeat(size / 2))
                        : new ClientFrames().raw(opcode, 1, 'x'))
                .list()
                .ofMaxSize(12)
                .map(frames -> {
                    var all = new ByteArrayOutputStream();
                    frames.forEach(frame -> all.writeBytes(frame.bytes()));
                    return all.toByteArray();
                });
    }

    @Property
    void every_way_to_split_a_stream_gives_the_same_answer(
            @ForAll("streams") byte[] stream, @ForAll @Size(max = 8) List<Integer> cuts) {
        var whole = new FrameScanner(100);
        var expected = answer(whole, stream);
        var points = cuts.stream()
                .map(cut -> Math.floorMod(cut, stream.length + 1))
                .sorted()
                .toList();
        var split = new FrameScanner(100);
        var first = "";
        int from = 0;
        for (int to : points) {
            first = first.isEmpty() ? answer(split, Arrays.copyOfRange(stream, from, to)) : first;
            from = to;
        }
        first = first.isEmpty() ? answer(split, Arrays.copyOfRange(stream, from, stream.length)) : first;
        assertEquals(expected, first);
    }

    @Property(tries = 100)
    void byte_by_byte_gives_the_same_answer_and_end(@ForAll("streams") byte[] stream) {
        var whole = new FrameScanner(100);
        var expected = answer(whole, stream);
        var split = new FrameScanner(100);
        var last = "";
        for (byte octet : stream) {
            last = answer(split, new byte[] {octet});
        }
        assertEquals(expected, last);
        assertEquals(whole.closeSeen(), split.closeSeen());
    }
}
