package io.bascule.login;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Remembers, and closes nothing. */
final class FakeEndings implements Logins.Endings {
    final Map<String, Instant> ended = new HashMap<>();

    @Override
    public void end(String login, Instant until) {
        ended.put(login, until);
    }

    @Override
    public boolean isEnded(String login) {
        return ended.containsKey(login);
    }
}
