package io.bascule.broker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Temporary queues, for the answers to a connection's requests.
 *
 * <pre>
 *  a client: SUBSCRIBE destination:/temp-queue/prices
 *            SEND      destination:/queue/requests  reply-to:/temp-queue/prices
 *  a server: MESSAGE   destination:/queue/requests  reply-to:/reply-queue/k3v9...   (nobody can guess it)
 *            SEND      destination:/reply-queue/k3v9...
 *  a client: MESSAGE   destination:/temp-queue/prices
 * </pre>
 *
 * {@code /temp-queue/prices} is another queue for every connection, made when it is first named; only its connection can
 * subscribe to it, anybody who was told its address can send to it, and it goes with the connection. What is sent there
 * afterwards is dropped.
 */
final class ReplyQueues implements InMemoryBroker.Kept {
    /** What a connection calls its queues. */
    static final String OWN = "/temp-queue/";

    /** Where others send to. */
    static final String PREFIX = "/reply-queue/";

    private static final String REPLY_TO = "reply-to";

    private final Queues queues;
    private final int most;
    private final Supplier<String> secrets;

    /** The addresses of every connection's queues by their own names. Guarded by {@code this}, as the next. */
    final Map<Publisher, Map<String, String>> own = new HashMap<>();

    private final Set<String> addresses = new HashSet<>();

    /** @param secrets makes what cannot be guessed, fit for a segment of a destination */
    ReplyQueues(Queues queues, int most, Supplier<String> secrets) {
        this.queues = queues;
        this.most = most;
        this.secrets = secrets;
    }

    /** The message with the address of the queue that {@code from} wants the answer in. */
    BrokerMessage addressed(Publisher from, BrokerMessage message) {
        var wanted = message.headers().get(REPLY_TO);
        return wanted == null || !wanted.startsWith(OWN) ? message : message.with(REPLY_TO, address(from, wanted));
    }

    private synchronized String address(Publisher owner, String name) {
        if (!(owner instanceof Subscriber)) {
            throw new DestinationRefused("only a connection has temporary queues such as '" + name + "'");
        }
        DestinationPattern.exact(name);
        var names = own.computeIfAbsent(owner, one -> new HashMap<>(2));
        if (names.size() >= most && !names.containsKey(name)) {
            throw new DestinationRefused("there are " + most + " temporary queues of this connection, the limit");
        }
        return names.computeIfAbsent(name, one -> {
            var address = PREFIX + secrets.get();
            addresses.add(address);
            return address;
        });
    }

    @Override
    public void check(BrokerMessage message) {
        if (message.destination().startsWith(OWN)) {
            throw new DestinationRefused(
                    "'" + message.destination() + "' is where answers arrive; send to what reply-to names");
        }
    }

    @Override
    public void publish(BrokerMessage message) {
        check(message);
        var address = message.destination();
        if (isKnown(address)) {
            queues.publish(message);
            if (!isKnown(address)) { // its connection has gone meanwhile
                queues.drop(address);
            }
        }
    }

    /** Whether it is for a connection that has gone. */
    boolean isDropped(BrokerMessage message) {
        return message.destination().startsWith(PREFIX) && !isKnown(message.destination());
    }

    private synchronized boolean isKnown(String address) {
        return addresses.contains(address);
    }

    @Override
    public void subscribe(Receiver receiver) {
        if (receiver.destination().startsWith(PREFIX)) {
            throw new DestinationRefused("'" + receiver.destination() + "' takes messages and no subscriptions");
        }
        queues.subscribe(receiver, address(receiver.subscriber(), receiver.destination()));
    }

    @Override
    public void unsubscribe(Receiver receiver) {
        queues.unsubscribe(receiver);
    }

    /** Forgets the queues of a connection that is gone. */
    void gone(Publisher owner) {
        forget(owner).forEach(queues::drop);
    }

    private synchronized Set<String> forget(Publisher owner) {
        var names = own.remove(owner);
        var gone = names == null ? Set.<String>of() : Set.copyOf(names.values());
        addresses.removeAll(gone);
        return gone;
    }
}
