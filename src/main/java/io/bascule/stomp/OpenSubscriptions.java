package io.bascule.stomp;

import io.bascule.broker.Delivery;
import io.bascule.broker.DestinationPattern;
import io.bascule.broker.Position;
import io.bascule.broker.Subscription;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.selector.Selector;
import io.bascule.stomp.SlowClientRules.Treatment;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.FrameEncoder;
import io.bascule.stomp.frame.Headers;
import io.bascule.stomp.frame.Quoted;
import io.bascule.stomp.frame.StompVersion;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one client by the id that the broker knows. They are opened and closed where the session runs
 * its events, and found by any thread.
 */
final class OpenSubscriptions {
    /** One subscription of one client with the beginning of its MESSAGEs ready-made. Any thread. */
    static final class Open {
        /** So far below zero that deliveries under way do not lift it above. */
        private static final int CLOSED = Integer.MIN_VALUE;

        /** What a MESSAGE is the newest of; not of the id, which another subscription may have next. */
        private record Key(Open subscription, Object what) {}

        private final Subscription subscription;
        private final Headers header;
        private final byte[] head;
        private final Part text;
        private final SlowClientRules slow;
        private final boolean concerned;
        private final boolean confirmed;
        /** Any thread; a race makes it twice, which is harmless. */
        private volatile @Nullable Part binary;

        /** Whether what was missed comes; any thread. */
        private volatile boolean whole;

        /** How many deliveries are under way; once closed, that many above {@link #CLOSED}. */
        private final AtomicInteger deliveries = new AtomicInteger();

        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        /**
         * @param header what every MESSAGE of it carries: {@code subscription}, or nothing where the client gave no id
         * @param confirmed whether the client waits for a receipt
         */
        private Open(
                Subscription subscription,
                Headers header,
                StompVersion version,
                SlowClientRules slow,
                boolean confirmed) {
            this.subscription = subscription;
            this.header = header;
            this.head = FrameEncoder.messageHead(header, version);
            this.text = Part.utf8(head);
            this.slow = slow;
            this.confirmed = confirmed;
            this.concerned = slow.concern(DestinationPattern.parse(subscription.destination()));
        }

        Subscription subscription() {
            return subscription;
        }

        void resumed(boolean all) {
            whole = all;
        }

        /** What the receipt of its SUBSCRIBE says of going on; empty where that was not asked for. */
        Headers resumption() {
            return subscription.since().isEmpty() ? Headers.NONE : Headers.of("resumed", Boolean.toString(whole));
        }

        /** Whether the client waits for a receipt. */
        boolean isConfirmed() {
            return confirmed;
        }

        /** What every MESSAGE of it carries. */
        Headers header() {
            return header;
        }

        /** Sends a message to {@code client} unless this is closed; false when it was not taken. */
        boolean deliver(Delivery delivery, FrameSender client) {
            try {
                return deliveries.incrementAndGet() > 0 && client.send(delivery, this);
            } finally {
                if (deliveries.decrementAndGet() == CLOSED) {
                    ended.complete(null);
                }
            }
        }

        /** Lets no more delivery begin; the stage completes when none is under way on another thread. */
        CompletionStage<Void> close() {
            if (deliveries.getAndAdd(CLOSED) == 0) {
                ended.complete(null);
            }
            return ended;
        }

        /** The beginning of a MESSAGE; made anew where that delivery alone has it. */
        Part head(Delivery delivery, boolean inBinary, StompVersion version) {
            if (delivery.number() != 0 || delivery.redelivered()) {
                byte[] own = FrameEncoder.messageHead(header.and(ofDelivery(delivery, version)), version);
                return inBinary ? Part.binary(own) : Part.utf8(own);
            }
            return inBinary ? binaryHead() : text;
        }

        private static Headers ofDelivery(Delivery delivery, StompVersion version) {
            boolean ack =
                    delivery.number() != 0 && version == StompVersion.V1_2; // before, the message-id is acknowledged
            var headers = ack ? Headers.of("ack", Unacknowledged.ack(delivery)) : Headers.NONE;
            return delivery.redelivered() ? headers.with("redelivered", "true") : headers;
        }

        private Part binaryHead() {
            var made = binary;
            if (made == null) {
                made = Part.binary(head);
                binary = made;
            }
            return made;
        }

        /** A MESSAGE of this with all its bytes, and what may become of it when the client reads too slowly. */
        Outgoing outgoing(Delivery delivery, Part headOfIts, Part tail, UnaryOperator<Part> moved) {
            var how = concerned && delivery.number() == 0 ? slow.treatment(delivery.message()) : Treatment.RELIABLE;
            var key = how.key() == Outgoing.NO_KEY ? Outgoing.NO_KEY : new Key(this, how.key());
            return new Outgoing(headOfIts, tail, how.kind(), key, how.overflow(), moved);
        }
    }

    /** It is kept several times for each subscription, and a header may have 16 KiB. */
    private static final int LONGEST_ID = 255;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final StompOptions.Limits limits;
    private final Map<String, Open> byId = new ConcurrentHashMap<>(4);
    /** The one opened last while it is open: of most clients the only one, and found without a map. */
    private volatile @Nullable Open latest;

    OpenSubscriptions(StompOptions.Limits limits) {
        this.limits = limits;
    }

    /**
     * Opens what a SUBSCRIBE frame asks for.
     *
     * @throws Refusal when a header is missing or wrong, the id is in use, or there are too many
     */
    Open open(Frame subscribe, StompVersion version, SlowClientRules slow) {
        var destination = Refusal.required("destination", subscribe);
        var id = id(subscribe, version);
        if (byId.containsKey(id)) {
            throw Refusal.protocol("Subscription " + shown(subscribe) + " exists already");
        }
        int most = limits.subscriptions();
        if (byId.size() == most) {
            throw Refusal.policy("There are " + most + " subscriptions already; the limit is " + most);
        }
        var header = subscribe
                .headers()
                .first("id")
                .map(given -> Headers.of("subscription", given))
                .orElse(Headers.NONE);
        var subscription = new Subscription(
                id, destination, acks(subscribe, version), prefetch(subscribe), selector(subscribe), since(subscribe));
        var opened = new Open(
                subscription,
                header,
                version,
                slow,
                subscribe.headers().first("receipt").isPresent());
        byId.put(id, opened);
        latest = opened;
        return opened;
    }

    private static AckMode acks(Frame subscribe, StompVersion version) {
        var ack = subscribe.headers().first("ack").orElse("auto");
        if (ack.equals("client-individual") && version != StompVersion.V1_0) {
            return AckMode.CLIENT_INDIVIDUAL;
        }
        return switch (ack) {
            case "auto" -> AckMode.AUTO;
            case "client" -> AckMode.CLIENT;
            default ->
                throw Refusal.protocol("ack is " + Quoted.of(ack) + "; in STOMP " + version.number() + " it must be "
                        + (version == StompVersion.V1_0 ? "auto or client" : "auto, client or client-individual"));
        };
    }

    /** Our own header, named as RabbitMQ names it; 0 is as without it. */
    private int prefetch(Frame subscribe) {
        var header = subscribe.headers().first("prefetch-count").orElse("0");
        if (!NUMBER.matcher(header).matches()) {
            throw Refusal.protocol("prefetch-count is " + Quoted.of(header) + "; it must be a number of messages");
        }
        return Math.min(Integer.parseInt(header), limits.unacknowledged());
    }

    private static Selector selector(Frame subscribe) {
        return subscribe.headers().first("selector").map(Selector::parse).orElse(Selector.NONE);
    }

    /** Where the client stood when it was here before, in the words of the last MESSAGE that it got. */
    private static Optional<Position> since(Frame subscribe) {
        var headers = subscribe.headers();
        return headers.first("epoch")
                .flatMap(epoch -> headers.first("offset").map(offset -> new Position(epoch, offset)));
    }

    /** What a SUBSCRIBE frame has opened; empty when it was taken away since. */
    Optional<Open> opened(Frame subscribe, StompVersion version) {
        return Optional.ofNullable(byId.get(id(subscribe, version)));
    }

    /**
     * Takes away what an UNSUBSCRIBE frame names, to be closed.
     *
     * @throws Refusal when there is no such subscription
     */
    Open remove(Frame unsubscribe, StompVersion version) {
        var open = byId.remove(id(unsubscribe, version));
        if (open == null) {
            throw Refusal.protocol("There is no subscription " + shown(unsubscribe));
        }
        if (open.equals(latest)) {
            latest = null;
        }
        return open;
    }

    /** STOMP 1.0 has subscriptions without an id: the destination stands for it, marked so that no id is like it. */
    private static String id(Frame frame, StompVersion version) {
        if (version == StompVersion.V1_0 && frame.headers().first("id").isEmpty()) {
            return "\0" + Refusal.required("destination", frame);
        }
        var id = Refusal.required("id", frame);
        if (id.length() > LONGEST_ID) {
            throw Refusal.policy(
                    "The id of a subscription has at most " + LONGEST_ID + " characters, not " + id.length());
        }
        return id;
    }

    private static String shown(Frame frame) {
        return Quoted.of(frame.headers()
                .first("id")
                .or(() -> frame.headers().first("destination"))
                .orElse(""));
    }

    /** What is open for {@code subscription}; nothing once it was taken away, also where another has its id now. */
    @Nullable Open find(Subscription subscription) {
        var last = latest;
        if (last != null && last.subscription.equals(subscription)) {
            return last;
        }
        var open = byId.get(subscription.id());
        return open != null && open.subscription.equals(subscription) ? open : null;
    }

    /** Takes away all. */
    void clear() {
        byId.clear();
        latest = null;
    }
}
