package io.bascule.stomp;

import io.bascule.broker.Subscription;
import io.bascule.connection.Part;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.FrameEncoder;
import io.bascule.stomp.frame.Headers;
import io.bascule.stomp.frame.Quoted;
import io.bascule.stomp.frame.StompVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one client by the id that the broker knows. They are opened and closed where the session runs
 * its events, and found by any thread.
 */
final class OpenSubscriptions {
    /** One subscription of one client with the beginning of its MESSAGEs ready-made. Any thread. */
    static final class Open {
        /** What a MESSAGE is the newest of. */
        private record Key(String subscription, String destination) {}

        private final Subscription subscription;
        private final byte[] head;
        private final Part text;
        /** Any thread, as {@code key}; a race makes it twice, which is harmless. */
        private volatile @Nullable Part binary;

        private volatile Key key;

        /** @param header what every MESSAGE of it carries: {@code subscription}, or nothing where the client gave no id */
        private Open(Subscription subscription, Headers header, StompVersion version) {
            this.subscription = subscription;
            this.head = FrameEncoder.messageHead(header, version);
            this.text = Part.utf8(head);
            this.key = new Key(subscription.id(), subscription.destination());
        }

        Subscription subscription() {
            return subscription;
        }

        Part textHead() {
            return text;
        }

        Part binaryHead() {
            var made = binary;
            if (made == null) {
                made = Part.binary(head);
                binary = made;
            }
            return made;
        }

        /** Equal for two messages of this subscription of which the newer one can replace the older. */
        Object key(String destination) {
            var last = key;
            if (!last.destination.equals(destination)) {
                last = new Key(subscription.id(), destination);
                key = last;
            }
            return last;
        }
    }

    private final int most;
    private final Map<String, Open> byId = new ConcurrentHashMap<>(4);

    OpenSubscriptions(int most) {
        this.most = most;
    }

    /**
     * Opens what a SUBSCRIBE frame asks for.
     *
     * @throws Refusal when a header is missing or wrong, the id is in use, or there are too many
     */
    Open open(Frame subscribe, StompVersion version) {
        var destination = Refusal.required("destination", subscribe);
        var id = id(subscribe, version);
        checkAck(subscribe);
        if (byId.containsKey(id)) {
            throw Refusal.protocol("Subscription " + shown(subscribe) + " exists already");
        }
        if (byId.size() == most) {
            throw Refusal.policy("There are " + most + " subscriptions already; the limit is " + most);
        }
        var header = subscribe
                .headers()
                .first("id")
                .map(given -> Headers.of("subscription", given))
                .orElse(Headers.NONE);
        var opened = new Open(new Subscription(id, destination), header, version);
        byId.put(id, opened);
        return opened;
    }

    private static void checkAck(Frame subscribe) {
        var ack = subscribe.headers().first("ack").orElse("auto");
        if (ack.equals("client") || ack.equals("client-individual")) {
            throw Refusal.protocol("ack:" + ack + " is not supported yet; use ack:auto");
        }
        if (!ack.equals("auto")) {
            throw Refusal.protocol("ack is " + Quoted.of(ack) + "; it must be auto");
        }
    }

    /**
     * Closes what an UNSUBSCRIBE frame names.
     *
     * @return the id that the broker knows
     * @throws Refusal when there is no such subscription
     */
    String close(Frame unsubscribe, StompVersion version) {
        var id = id(unsubscribe, version);
        if (byId.remove(id) == null) {
            throw Refusal.protocol("There is no subscription " + shown(unsubscribe));
        }
        return id;
    }

    /** STOMP 1.0 has subscriptions without an id: the destination stands for it, marked so that no id is like it. */
    private static String id(Frame frame, StompVersion version) {
        var given = frame.headers().first("id");
        return version == StompVersion.V1_0 && given.isEmpty()
                ? "\0" + Refusal.required("destination", frame)
                : Refusal.required("id", frame);
    }

    private static String shown(Frame frame) {
        return Quoted.of(frame.headers()
                .first("id")
                .or(() -> frame.headers().first("destination"))
                .orElse(""));
    }

    /** The subscription of this id unless it is closed. */
    @Nullable Open find(String id) {
        return byId.get(id);
    }

    /** Closes all. */
    void clear() {
        byId.clear();
    }
}
