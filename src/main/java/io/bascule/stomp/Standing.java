package io.bascule.stomp;

import io.bascule.handshake.Handshake;
import io.bascule.stomp.Login.Identity;
import io.bascule.stomp.frame.Frame;
import io.bascule.time.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Who one client is, and for how long. The name is fixed for the life of the connection; a new token can only make it
 * last longer and change the roles. All but {@link #identity} is for where the session runs its events.
 */
final class Standing {
    /** Where a client sends a new token. */
    private static final String TOKEN = "/bascule/token";

    /** No longer than timers can count. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Stomp stomp;
    private final Handshake handshake;
    private final Consumer<Runnable> events;
    private final Runnable expired;

    /** Read by any thread. */
    private volatile Identity identity = Identity.ANONYMOUS;

    /** On the ticker; of no meaning where it lasts without end. */
    private long ends;

    private Timer.Appointment expiry = () -> {};

    /**
     * An anonymous one.
     *
     * @param events runs what the timer begins
     * @param expired run when the time is over
     */
    Standing(Stomp stomp, Handshake handshake, Consumer<Runnable> events, Runnable expired) {
        this.stomp = stomp;
        this.handshake = handshake;
        this.events = events;
        this.expired = expired;
    }

    Identity identity() {
        return identity;
    }

    /** The client has come in. */
    void begin(Identity who) {
        identity = who;
        who.lasts().ifPresent(time -> expireAt(end(time)));
    }

    private long end(Duration time) {
        var bounded = time.compareTo(LONGEST) < 0 ? time : LONGEST;
        return stomp.ticker().nanoTime() + bounded.toNanos();
    }

    private void expireAt(long end) {
        ends = end;
        expiry.cancel();
        var left = Duration.ofNanos(end - stomp.ticker().nanoTime());
        expiry = stomp.timer().after(left, () -> events.accept(expired));
    }

    /** Whether the client sends a new token, and no message. */
    static boolean isToken(Frame send) {
        return send.headers().first("destination").filter(TOKEN::equals).isPresent();
    }

    /**
     * Takes a new token. The later end counts, whichever token has it.
     *
     * @throws Refusal if the client did not come in with one, or this one is another user's
     * @throws Login.Refused if it is no good
     */
    void renew(Frame send) {
        if (send.headers().first("transaction").isPresent()) {
            throw Refusal.protocol("A token cannot be part of a transaction");
        }
        if (identity.lasts().isEmpty()) {
            throw Refusal.policy("There is no token to be renewed: the client came in without one");
        }
        var renewed = stomp.login().renew(handshake, new String(send.body(), StandardCharsets.UTF_8).strip());
        if (!renewed.user().equals(identity.user())) {
            throw Refusal.policy("The token is of another user; who a client is stays as it was at CONNECT");
        }
        identity = renewed;
        renewed.lasts().map(this::end).filter(end -> end - ends > 0).ifPresent(this::expireAt);
    }

    /** The connection ends. */
    void end() {
        expiry.cancel();
    }
}
