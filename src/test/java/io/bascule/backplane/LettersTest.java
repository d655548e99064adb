package io.bascule.backplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LettersTest {
    private final Wire wire = new Wire();
    private final Station west = wire.station("west", 1);
    private final Station east = reading("east", 2);
    private final Station north = reading("north", 3);
    private final List<String> read = new ArrayList<>();

    private Station reading(String name, long epoch) {
        var station = wire.station(name, epoch);
        station.deliverTo((from, letter) ->
                read.add(from.name() + " to " + name + ": " + new String(letter, StandardCharsets.UTF_8)));
        return station;
    }

    private static boolean write(Station from, Station to, String text) {
        return from.write(to.self(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Departure sent(Station from, Station to, String text) throws InterruptedException {
        write(from, to, text);
        return Wire.next(from).orElseThrow();
    }

    @Test
    void a_letter_comes_to_the_node_it_is_for_only() throws Exception {
        write(west, east, "hallo");
        wire.carry();
        assertEquals(List.of("west to east: hallo"), read);
    }

    @Test
    void letters_come_in_order_and_in_one_parcel() throws Exception {
        wire.carry();
        write(west, east, "1");
        write(west, east, "2");
        wire.bring(sent(west, north, "3"));
        assertEquals(List.of("west to east: 1", "west to east: 2", "west to north: 3"), read);
    }

    @Test
    void what_the_broker_brings_again_is_dropped_also_behind_later_ones() throws Exception {
        wire.carry();
        var first = sent(west, east, "1");
        var second = sent(west, east, "2");
        List.of(first, second, first, second).forEach(wire::bring);
        assertEquals(List.of("west to east: 1", "west to east: 2"), read);
    }

    @Test
    void one_that_is_for_the_run_before_this_one_is_dropped() throws Exception {
        west.write(new Node("east", 1), new byte[1]);
        wire.carry();
        assertEquals(List.of(), read);
    }

    @Test
    void letters_take_turns_with_publications() throws Exception {
        wire.carry();
        write(west, east, "letter");
        west.publish(Wire.publication("publication"), number -> {});
        var first = Wire.next(west).orElseThrow();
        write(west, east, "another");
        var second = Wire.next(west).orElseThrow();
        assertFalse(first.kept());
        assertTrue(second.kept());
    }

    @Test
    void when_too_much_waits_a_letter_is_dropped_and_the_writer_told() {
        assertTrue(west.write(east.self(), new byte[1_000]));
        assertFalse(write(west, east, "more"));
    }
}
