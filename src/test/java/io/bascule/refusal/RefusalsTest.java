package io.bascule.refusal;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordedLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final ManualTime time = new ManualTime();
    private final RecordedLog log = RecordedLog.of(Refusals.class);
    private final Refusals refusals = new Refusals(Clock.fixed(NOON, ZoneOffset.UTC), time);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void there_are_none_at_first() {
        assertEquals(List.of(), refusals.last());
    }

    @Test
    void the_last_100_are_kept_the_oldest_first() {
        IntStream.range(0, 250).forEach(number -> refusals.add(refusal("/" + number)));

        assertEquals(
                IntStream.range(150, 250).mapToObj(number -> "/" + number).toList(),
                refusals.last().stream().map(Refusal::path).toList());
    }

    @Test
    void the_time_is_that_of_the_clock() {
        assertEquals(NOON, refusals.now());
    }

    @Test
    void a_refusal_is_one_line_in_the_log() {
        refusals.add(refusal("/echo"));

        assertEquals(
                List.of("WARNING Refused /echo from 203.0.113.9 through 10.0.0.3 with 403: there is no Origin;"
                        + " to let it in: bascule.requireOrigin=false"),
                log.lines());
    }

    @Test
    void what_the_log_leaves_out_is_counted_and_still_kept() {
        IntStream.range(0, 10_000).forEach(number -> refusals.add(refusal("/" + number)));
        time.advance(Duration.ofMinutes(1));

        assertEquals("/9999", refusals.last().get(99).path());
        assertEquals(51, log.lines().size());
        assertEquals(
                "WARNING 9950 more refused in the last minute; Bascule.refusals() has the last 100",
                log.lines().get(50));
    }

    @Test
    void threads_that_refuse_at_once_lose_none() throws InterruptedException {
        var threads = IntStream.range(0, 4)
                .mapToObj(thread -> new Thread(() ->
                        IntStream.range(0, 25).forEach(number -> refusals.add(refusal("/" + (thread * 25 + number))))))
                .toList();
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }

        assertEquals(
                IntStream.range(0, 100).mapToObj(number -> "/" + number).collect(toSet()),
                refusals.last().stream().map(Refusal::path).collect(toSet()));
    }

    private Refusal refusal(String path) {
        return new Refusal(
                refusals.now(),
                "203.0.113.9",
                "10.0.0.3",
                path,
                "/echo",
                Refusal.Step.ORIGIN,
                403,
                "there is no Origin",
                "bascule.requireOrigin=false");
    }
}
