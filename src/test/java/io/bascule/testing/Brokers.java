package io.bascule.testing;

import io.bascule.broker.BrokerLimits;
import io.bascule.broker.InMemoryBroker;
import java.util.concurrent.atomic.AtomicInteger;

/** Brokers in a time of their own, whose temporary queues have the addresses {@code secret1}, {@code secret2}... */
public final class Brokers {
    private Brokers() {}

    public static InMemoryBroker inMemory() {
        return of(BrokerLimits.STANDARD);
    }

    public static InMemoryBroker of(BrokerLimits limits) {
        return of(limits, new ManualTime());
    }

    public static InMemoryBroker of(BrokerLimits limits, ManualTime time) {
        var last = new AtomicInteger();
        return new InMemoryBroker(limits, new ManualClock(time), time, () -> "secret" + last.incrementAndGet());
    }
}
