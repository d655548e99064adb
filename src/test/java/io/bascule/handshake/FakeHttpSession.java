package io.bascule.handshake;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An HTTP session that may not exist yet. */
final class FakeHttpSession implements HttpSessionSource, HttpSessionSource.View {
    final Map<String, Object> values = new HashMap<>();
    boolean exists = true;
    int lookedAt;

    @Override
    public Optional<View> session(boolean create) {
        lookedAt++;
        exists |= create;
        return exists ? Optional.of(this) : Optional.empty();
    }

    @Override
    public String id() {
        return "5e55";
    }

    @Override
    public Map<String, Object> attributes() {
        return Map.copyOf(values);
    }

    @Override
    public Tie whenEnded(Runnable ended) {
        return Tie.NONE;
    }
}
