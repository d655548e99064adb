package io.bascule.stomp;

import io.bascule.broker.Broker.Operation;
import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.BrokerMessage;
import io.bascule.broker.Delivery;
import io.bascule.broker.Subscription;
import io.bascule.stomp.Login.Identity;
import io.bascule.stomp.frame.Command;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.Headers;
import io.bascule.stomp.frame.StompVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What one client has to do with the broker: its subscriptions, its transactions, what it has yet to acknowledge, and the
 * frames that change them. A stage completes when what the frame wants is done; what is refused is thrown, or fails
 * the stage.
 *
 * <p>Only where the session runs its events, but for {@link #deliver}, {@link #resumed} and {@link #has}, which any thread calls.
 */
final class Dealings {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Stomp stomp;
    private final StompSession client;
    private final Supplier<Identity> identity;
    private final Consumer<Runnable> events;
    private final Runnable overflow;
    private final OpenSubscriptions subscriptions;
    private final Unacknowledged unacknowledged;
    private final Transactions transactions;
    private long published;
    /** The queues and topics it has sent to: of these the broker keeps something. */
    private final Set<String> sentTo = new HashSet<>(2);

    /**
     * Those of a client that has done nothing yet.
     *
     * @param events runs what other threads begin
     * @param overflow to be run there when too much is not acknowledged
     */
    Dealings(
            Stomp stomp,
            StompSession client,
            Supplier<Identity> identity,
            Consumer<Runnable> events,
            Runnable overflow) {
        this.stomp = stomp;
        this.client = client;
        this.identity = identity;
        this.events = events;
        this.overflow = overflow;
        this.subscriptions = new OpenSubscriptions(stomp.options().limits());
        this.unacknowledged = new Unacknowledged(stomp.options().limits().unacknowledged());
        this.transactions = new Transactions(stomp.options().limits());
    }

    /** Sends a delivery of the broker to its client; false when it was not taken. */
    boolean deliver(Delivery delivery, FrameSender sender) {
        var open = subscriptions.find(delivery.subscription());
        return open != null
                && (delivery.number() == 0 ? open.deliver(delivery, sender) : deliverForAck(open, delivery, sender));
    }

    /** Kept before it is sent, since its ACK may be there before that has returned. */
    private boolean deliverForAck(OpenSubscriptions.Open open, Delivery delivery, FrameSender sender) {
        if (!unacknowledged.add(delivery)) {
            events.accept(overflow);
            return false;
        }
        boolean taken = open.deliver(delivery, sender);
        if (!taken) {
            unacknowledged.remove(delivery);
        }
        return taken;
    }

    /** Whether the subscription is still open. */
    boolean has(Subscription subscription) {
        return subscriptions.find(subscription) != null;
    }

    /** A client that waits for no receipt is told by a MESSAGE without a body, before all others. */
    void resumed(Subscription subscription, boolean whole, FrameSender sender) {
        var open = subscriptions.find(subscription);
        if (open != null) {
            open.resumed(whole);
            if (!whole && !open.isConfirmed()) {
                sender.send(notResumed(open));
            }
        }
    }

    private Frame notResumed(OpenSubscriptions.Open open) {
        return new Frame(
                Command.MESSAGE,
                open.header()
                        .with("destination", open.subscription().destination())
                        .with("message-id", client.connection() + "-anew")
                        .and(open.resumption()));
    }

    /** What the receipt of a frame says beside its id: of a SUBSCRIBE that wants to go on, whether it does. */
    Headers resumption(Frame frame, StompVersion version) {
        return frame.command() == Command.SUBSCRIBE
                ? subscriptions
                        .opened(frame, version)
                        .map(OpenSubscriptions.Open::resumption)
                        .orElse(Headers.NONE)
                : Headers.NONE;
    }

    /** SEND. */
    CompletionStage<Void> publish(Frame frame) {
        var destination = allowed(frame);
        checkSentTo(destination);
        var id = client.connection() + "-" + ++published;
        var message = BrokerMessage.of(id, destination, frame.headers().ofMessage(), frame.body(), frame.isText());
        if (Transactions.concern(frame)) {
            transactions.keep(frame, new Operation.Publish(message));
            return DONE;
        }
        return stomp.broker().publish(client, message);
    }

    private void checkSentTo(String destination) {
        int most = stomp.options().limits().destinations();
        boolean kept = destination.startsWith("/queue/") || destination.startsWith("/topic/");
        if (kept && sentTo.add(destination) && sentTo.size() > most) {
            throw Refusal.policy("There are " + most
                    + " queues and topics already that this client has sent to; the limit is " + most);
        }
    }

    /** ACK and NACK. */
    CompletionStage<Void> settle(Frame frame, Settlement how, StompVersion version) {
        if (how == Settlement.NACK && version == StompVersion.V1_0) {
            throw Refusal.protocol("STOMP 1.0 has no NACK; it came with 1.1");
        }
        var taken = unacknowledged.take(frame, version);
        long number = taken.named().number();
        if (Transactions.concern(frame)) {
            transactions.keep(frame, new Operation.Settle(number, how), taken);
            return DONE;
        }
        return stomp.broker().settle(client, number, how);
    }

    CompletionStage<Void> begin(Frame frame) {
        transactions.begin(frame);
        return DONE;
    }

    /** What a COMMIT frame wants done. */
    List<Operation> committed(Frame frame) {
        return transactions.commit(frame);
    }

    CompletionStage<Void> abort(Frame frame) {
        unacknowledged.undo(transactions.abort(frame));
        return DONE;
    }

    CompletionStage<Void> subscribe(Frame frame, StompVersion version) {
        allowed(frame);
        var opened = subscriptions.open(frame, version, stomp.slow());
        return stomp.broker()
                .subscribe(client, opened.subscription())
                .thenRun(() -> events.accept(() -> began(opened.subscription())));
    }

    /** It may have ended before it began. */
    private void began(Subscription made) {
        if (has(made)) {
            stomp.clients().subscribed(client, made);
        }
    }

    /** The destination of a frame, if this client may send or subscribe to it. */
    private String allowed(Frame frame) {
        var destination = Refusal.required("destination", frame);
        stomp.rules().check(frame.command(), destination, identity.get());
        return destination;
    }

    /** Done when nothing more can come, also from a thread that was delivering when the frame arrived. */
    CompletionStage<Void> unsubscribe(Frame frame, StompVersion version) {
        var open = subscriptions.remove(frame, version);
        stomp.broker().unsubscribe(client, open.subscription().id());
        stomp.clients().unsubscribed(client, open.subscription().id());
        return open.close().thenRun(() -> unacknowledged.removeAll(open.subscription()));
    }

    /** Forgets all, since the client leaves the broker. */
    void end() {
        subscriptions.clear();
        transactions.clear();
        unacknowledged.clear();
    }
}
