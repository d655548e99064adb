package io.bascule.server.messaging;

import static io.bascule.server.messaging.Hall.EAST;
import static io.bascule.server.messaging.Hall.QUEUE;
import static io.bascule.server.messaging.Hall.THERE;
import static io.bascule.server.messaging.Hall.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.backplane.Ledger.Change;
import io.bascule.backplane.Ledger.Entry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundTest {
    private static final String HELD = "bascule_held";

    private final Hall hall = new Hall();
    private Desk desk;
    private Round round;

    @BeforeEach
    void open() throws Exception {
        desk = hall.desk(WEST);
        round = new Round(desk, hall.ledger, hall.ids);
        hall.room = 10;
    }

    /** What is asked of the ledger, as the carrier gets it. */
    private List<Entry> asked(Change... changes) throws Exception {
        hall.ledger.change(List.of(changes));
        return hall.ledger.next(0).entries();
    }

    private List<String> taken() {
        return round.taken().stream().map(one -> Hall.text(one.message())).toList();
    }

    @Test
    void what_is_taken_is_held_in_the_order_it_came() throws Exception {
        hall.stock("a", "b", "c");
        assertTrue(round.take(QUEUE));
        desk.commit();
        assertEquals(List.of("a", "b", "c"), taken());
        assertEquals(3, hall.broker.depth(HELD));
        assertEquals(0, hall.broker.depth(THERE));
    }

    @Test
    void no_more_is_taken_than_there_is_room_for() throws Exception {
        hall.stock("a", "b", "c");
        hall.room = 2;
        round.take(QUEUE);
        desk.commit();
        assertEquals(List.of("a", "b"), taken());
        assertEquals(1, hall.broker.depth(THERE));
    }

    @Test
    void nothing_is_taken_without_room() throws Exception {
        hall.stock("a");
        hall.room = 0;
        assertFalse(round.take(QUEUE));
    }

    @Test
    void only_what_is_wanted_is_taken_and_the_rest_stays() throws Exception {
        hall.stock("a", "b", "c");
        hall.any = false;
        hall.wants = text -> text.equals("b");
        assertTrue(round.take(QUEUE));
        desk.commit();
        assertEquals(List.of("b"), taken());
        assertEquals(2, hall.broker.depth(THERE));
    }

    @Test
    void a_message_and_what_is_put_for_it_change_places_together() throws Exception {
        hall.hold(WEST, "in");
        var entries = asked(new Change.Remove("h/in"), Hall.put("out"));
        assertEquals(List.of(), round.change(entries));
        desk.commit();
        assertEquals(entries, round.changed());
        assertEquals(Set.of(QUEUE), round.stocked());
        assertEquals(0, hall.broker.depth(HELD));
        assertEquals(1, hall.broker.depth(THERE));
    }

    @Test
    void who_removes_what_is_not_held_any_more_is_named_and_puts_nothing() throws Exception {
        var lost = asked(new Change.Remove("h/gone"), Hall.put("out"));
        assertEquals(lost, round.change(lost));
        assertEquals(Set.of(), round.stocked());
    }

    @Test
    void what_a_dead_node_held_goes_back_marked() throws Exception {
        hall.hold(EAST, "a", "b");
        assertTrue(round.release(Set.of(WEST)));
        desk.commit();
        assertEquals(0, hall.broker.depth(HELD));
        var next = new Round(desk, hall.ledger, hall.ids);
        next.take(QUEUE);
        assertEquals(
                List.of("a again", "b again"),
                next.taken().stream().map(one -> Hall.text(one.message())).toList());
    }

    @Test
    void what_a_living_node_holds_stays() throws Exception {
        hall.hold(EAST, "a");
        hall.mark(EAST, 1);
        assertFalse(round.release(Set.of(WEST, EAST)));
        assertEquals(1, hall.broker.depth(HELD));
    }

    @Test
    void the_mark_of_a_dead_node_is_left_for_it_should_it_live() throws Exception {
        hall.mark(EAST, 7);
        assertTrue(round.release(Set.of(WEST)));
        desk.commit();
        assertEquals(1, hall.broker.depth("bascule_marks"));
        assertFalse(new Round(desk, hall.ledger, hall.ids).release(Set.of(WEST)));
    }
}
