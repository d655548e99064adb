package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.testing.RecordedLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtEndOfReadTest {
    private final AtEndOfRead turn = new AtEndOfRead();
    private final List<String> done = new ArrayList<>();

    @Test
    void outside_a_read_a_task_runs_at_once() {
        turn.execute(() -> done.add("written"));
        assertEquals(List.of("written"), done);
    }

    @Test
    void within_a_read_it_waits_for_its_end() {
        turn.around(() -> {
            turn.execute(() -> done.add("written"));
            done.add("read");
        });
        assertEquals(List.of("read", "written"), done);
    }

    @Test
    void a_read_within_a_read_ends_with_the_outer_one() {
        turn.around(() -> {
            turn.around(() -> turn.execute(() -> done.add("written")));
            done.add("read");
        });
        assertEquals(List.of("read", "written"), done);
    }

    @Test
    void what_writing_puts_off_is_written_too() {
        turn.around(() -> turn.execute(() -> turn.execute(() -> done.add("written"))));
        assertEquals(List.of("written"), done);
    }

    @Test
    void after_a_read_that_threw_is_written_too() {
        assertThrows(
                IllegalStateException.class,
                () -> turn.around(() -> {
                    turn.execute(() -> done.add("written"));
                    throw new IllegalStateException("read failed");
                }));
        assertEquals(List.of("written"), done);
    }

    @Test
    void one_that_fails_to_write_does_not_keep_the_others_from_it() {
        try (var log = RecordedLog.of(AtEndOfRead.class)) {
            turn.around(() -> {
                turn.execute(() -> {
                    throw new IllegalStateException("broken");
                });
                turn.execute(() -> done.add("written"));
            });
            assertEquals(List.of("written"), done);
            assertEquals(List.of("SEVERE Writing at the end of a read failed"), log.lines());
        }
    }

    @Test
    void after_a_read_tasks_run_at_once_again() {
        turn.around(() -> {});
        turn.execute(() -> done.add("written"));
        assertEquals(List.of("written"), done);
    }

    @Test
    void a_selector_writes_when_it_has_read_all_that_was_there() throws InterruptedException {
        onASelector(() -> {
            turn.around(() -> turn.execute(() -> done.add("written")));
            done.add("read");
            turn.around(() -> done.add("read"));
        });
        assertEquals(List.of("read", "read", "written"), done);
    }

    @Test
    void what_a_selector_puts_off_while_it_writes_is_written_before_it_sleeps() throws InterruptedException {
        onASelector(() -> turn.execute(() -> turn.execute(() -> done.add("written"))));
        assertEquals(List.of("written"), done);
    }

    /** Runs {@code reads} between two sleeps of a thread that is a selector. */
    private void onASelector(Runnable reads) throws InterruptedException {
        var selector = new Thread(() -> {
            turn.nextTurn();
            reads.run();
            turn.nextTurn();
        });
        selector.start();
        selector.join();
    }
}
