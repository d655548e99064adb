package io.bascule.handshake;

import io.bascule.handshake.Places.Limits;
import io.bascule.testing.ManualTime;
import io.bascule.time.Timer;

/** Places as the handshake leaves them: taken, and to be opened. */
public final class KeptPlace {
    private KeptPlace() {}

    /** The place of a client on a server without limits. */
    public static Place any() {
        return of(new Places(new Limits(Limits.NONE, Limits.NONE, Limits.NONE), new ManualTime()));
    }

    /** One of {@code places}, for the client 127.0.0.1. */
    public static Place of(Places places) {
        var place = places.next("127.0.0.1");
        if (place.take().isPresent()) {
            throw new IllegalStateException("There is none left");
        }
        place.admitted();
        return place;
    }

    /** All there are is one. */
    public static Places one(Timer timer) {
        return new Places(new Limits(1, Limits.NONE, Limits.NONE), timer);
    }
}
