package io.bascule.server.messaging;

import static io.bascule.server.messaging.Hall.THERE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeskTest {
    private final Hall hall = new Hall();

    private List<String> received() throws Exception {
        var texts = new ArrayList<String>();
        try (var desk = hall.desk(Hall.WEST);
                var source = desk.shared(Hall.QUEUE)) {
            for (var one = source.next(Duration.ZERO); one.isPresent(); one = source.next(Duration.ZERO)) {
                texts.add(one.get().queued().map(Hall::text).orElse("not ours"));
            }
        }
        return texts;
    }

    @Test
    void the_name_of_a_queue_has_letters_digits_and_underscores_only() {
        assertEquals("bascule_queue_a_2eB_2d9_5f_c3_bc", Desk.name("/queue/a.B-9_ü"));
    }

    @Test
    void what_is_put_is_there_when_it_is_committed() throws Exception {
        try (var desk = hall.desk(Hall.WEST)) {
            desk.put("1", Hall.message("a"), 0);
            assertEquals(0, hall.broker.depth(THERE));
            desk.commit();
        }
        assertEquals(List.of("a"), received());
    }

    @Test
    void what_comes_back_goes_before_what_is_new() throws Exception {
        hall.stock("new");
        hall.hold(Hall.EAST, "old");
        try (var desk = hall.desk(Hall.WEST)) {
            new Round(desk, hall.ledger, hall.ids).putBack(List.of("h/old"));
            desk.commit();
        }
        assertEquals(List.of("old again", "new"), received());
    }

    @Test
    void what_is_not_ours_has_no_content() throws Exception {
        hall.broker.putForeign(THERE);
        hall.stock("a");
        assertEquals(List.of("not ours", "a"), received());
    }

    @Test
    void what_was_browsed_is_still_there() throws Exception {
        hall.stock("a");
        try (var desk = hall.desk(Hall.WEST);
                var browser = desk.browse(Hall.QUEUE)) {
            var found = Desk.browsed(browser.getEnumeration().nextElement());
            assertEquals(Optional.of("a"), found.flatMap(Desk.Received::queued).map(Hall::text));
        }
        assertEquals(List.of("a"), received());
    }
}
