package io.bascule.backplane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.backplane.Content.Message;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ParcelTest {
    private static final Node WEST = new Node("west", 7);

    private static final Parcel FULL = new Parcel(
            WEST,
            42,
            List.of(
                    new Content.ToSubscribers(message("hallo €")),
                    new Content.ToUser("ann", message("")),
                    new Content.ToConnection("c1", message("x")),
                    new Content.Hello(),
                    new Content.Beat(4),
                    new Content.Bye(),
                    new Content.Reached(new Node("east", -1), 3, 2),
                    new Content.Stocked("/queue/a"),
                    new Content.Disconnect("ann", "", 1008, "enough"),
                    new Content.Clients(3, 4, Map.of("c1", "ann", "c2", ""), List.of("c0")),
                    new Content.Who(new Node("east", -1)),
                    new Content.Ended("l1", 9),
                    new Content.WhichEnded(new Node("east", -1)),
                    new Content.EndedBefore(true, Map.of("l1", 9L, "l2", -1L)),
                    new Content.WhichRuns(new Node("east", -1)),
                    new Content.Runs(false, Map.of("east#1", new Content.Run(3, 4))),
                    new Content.Queued("/queue/a", message("y"), 3, true),
                    new Content.Letter(new Node("east", 9), 4, new byte[] {1, 2})));

    private static Message message(String text) {
        return new Message("m1", "/topic/a", Map.of("b", "c"), text.getBytes(StandardCharsets.UTF_8), true);
    }

    private static void assertRefused(String reason, byte[] bytes) {
        assertEquals(
                reason,
                assertThrows(ParcelRefused.class, () -> Parcel.read(bytes)).getMessage());
    }

    @Test
    void what_was_written_is_read_again() {
        var read = Parcel.read(FULL.bytes());
        assertEquals(WEST, read.from());
        assertEquals(42, read.first());
        assertEquals(18, read.contents().size());
        assertEquals(FULL.contents().subList(3, 16), read.contents().subList(3, 16));
        assertArrayEquals(FULL.bytes(), read.bytes());
    }

    @Test
    void a_message_of_a_queue_keeps_where_it_is_and_what_became_of_it() {
        var read = (Content.Queued) Parcel.read(FULL.bytes()).contents().get(16);
        assertEquals("/queue/a", read.queue());
        assertEquals(3, read.refusals());
        assertTrue(read.redelivered());
        assertEquals("y", new String(read.message().body(), StandardCharsets.UTF_8));
    }

    @Test
    void a_message_keeps_its_headers_and_its_body() {
        var read = (Content.ToSubscribers) Parcel.read(FULL.bytes()).contents().get(0);
        assertEquals("/topic/a", read.message().destination());
        assertEquals(Map.of("b", "c"), read.message().headers());
        assertEquals("hallo €", new String(read.message().body(), StandardCharsets.UTF_8));
    }

    @Test
    void what_does_not_begin_as_a_parcel_is_refused() {
        assertRefused("it is no parcel of Bascule", new byte[100]);
    }

    @Test
    void a_parcel_of_another_version_is_refused() {
        var bytes = FULL.bytes();
        bytes[4] = 2;
        assertRefused("a parcel has version 2; this server understands version 1", bytes);
    }

    @Test
    void a_parcel_with_something_behind_it_is_refused() {
        var bytes = FULL.bytes();
        assertRefused("a parcel has 1 bytes behind its end", Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    void a_parcel_that_ends_anywhere_before_its_end_is_refused() {
        var bytes = FULL.bytes();
        for (int length = 0; length < bytes.length; length++) {
            assertRefused("a parcel of " + length + " bytes ends before its end", Arrays.copyOf(bytes, length));
        }
    }

    @Test
    void a_length_that_promises_more_than_there_is_is_refused_without_room_made_for_it() {
        var bytes = new Parcel(WEST, 1, List.of()).bytes();
        bytes[5] = 0x7f; // the length of the node's name: 2 GiB
        assertRefused("a parcel of " + bytes.length + " bytes ends before its end", bytes);
    }

    @Test
    void a_content_of_an_unknown_kind_is_refused() {
        var bytes = new Parcel(WEST, 0, List.of(new Content.Beat(4))).bytes();
        bytes[bytes.length - 9] = 99; // before its number
        assertRefused("a parcel has a content of kind 99", bytes);
    }

    @Test
    void a_text_that_is_not_utf_8_is_refused() {
        var bytes = new Parcel(WEST, 0, List.of()).bytes();
        bytes[9] = (byte) 0xff;
        assertRefused("a parcel has a text that is not UTF-8", bytes);
    }

    @Test
    void a_node_whose_name_is_none_is_refused() {
        assertRefused(
                "a parcel has a node whose name is none: letters, digits, '.', '_' and '-', at most 64",
                new Parcel(new Node("a\nb", 1), 1, List.of()).bytes());
    }

    @Test
    void a_parcel_that_is_too_large_is_refused() {
        assertRefused("a parcel has 67108865 bytes; the limit is 67108864", new byte[Parcel.MOST_BYTES + 1]);
    }

    @Property(tries = 5_000)
    void whatever_stands_in_it_it_is_read_or_refused(@ForAll byte[] garbage, @ForAll int at) {
        var bytes = FULL.bytes();
        int from = Math.floorMod(at, bytes.length);
        System.arraycopy(garbage, 0, bytes, from, Math.min(garbage.length, bytes.length - from));
        try {
            Parcel.read(bytes);
        } catch (ParcelRefused refused) {
            assertNotNull(refused.getMessage());
        }
    }
}
