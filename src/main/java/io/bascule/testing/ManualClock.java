package io.bascule.testing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The date that belongs to a {@link ManualTime}. */
public final class ManualClock extends Clock {
    private final ManualTime time;
    private final Instant start;

    /** A clock that says the beginning of 2099 when that time begins. */
    public ManualClock(ManualTime time) {
        this(time, Instant.parse("2099-01-01T00:00:00Z"));
    }

    /** A clock that says {@code start} when that time begins. */
    public ManualClock(ManualTime time, Instant start) {
        this.time = time;
        this.start = start;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(time.nanoTime());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
