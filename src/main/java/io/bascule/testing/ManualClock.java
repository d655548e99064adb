package io.bascule.testing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The date that belongs to a {@link ManualTime}. */
public final class ManualClock extends Clock {
    private final ManualTime time;

    public ManualClock(ManualTime time) {
        this.time = time;
    }

    @Override
    public Instant instant() {
        return Instant.parse("2099-01-01T00:00:00Z").plusNanos(time.nanoTime());
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
