package io.bascule.broker;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The destinations below {@code /user/}: {@code /user/queue/orders} is another one for every subscriber. What is
 * published to {@code /user/{name}/queue/orders} reaches all connections of that user, which are shown it as
 * {@code /user/queue/orders}; a slash in the name is written {@code %2F}.
 *
 * <p>Receivers are found by whose they are and never by a name made of it, so no destination and no pattern that
 * anybody could guess leads to another user's.
 */
final class UserDestinations implements InMemoryBroker.Kept {
    static final String PREFIX = "/user/";

    private static final String USER = "/user";

    private record Address(Recipient whose, String destination) {}

    /** Each receiver by its connection and, unless anonymous, by its user; any thread. The arrays never change. */
    final Map<Address, Receiver[]> receivers = new ConcurrentHashMap<>();

    /** Publishes what a client has sent: the name stands in the destination. */
    @Override
    public void publish(BrokerMessage message) {
        publish(to(message), shown(message));
    }

    @Override
    public void check(BrokerMessage message) {
        to(message);
        check(shown(message).destination());
    }

    static Recipient.User to(BrokerMessage message) {
        var written = message.destination();
        DestinationPattern.checkCharacters(written);
        int end = written.indexOf('/', PREFIX.length());
        if (end < 0) {
            throw new DestinationRefused(
                    "'" + written + "' lacks a destination behind the user's name, as in /user/name/queue/orders");
        }
        var name = written.substring(PREFIX.length(), end);
        if (name.isEmpty() || name.indexOf('*') >= 0) {
            throw new DestinationRefused("'" + written + "' names no user");
        }
        return new Recipient.User(name.replace("%2F", "/"));
    }

    /** The message as its receivers are shown it. */
    static BrokerMessage shown(BrokerMessage message) {
        var written = message.destination();
        return message.to(USER + written.substring(written.indexOf('/', PREFIX.length())));
    }

    /** The number of receivers that took it. */
    int publish(Recipient to, BrokerMessage message) {
        var found = receivers.get(new Address(to, message.destination()));
        if (found == null) {
            check(message.destination());
            return 0;
        }
        int reached = 0;
        for (var receiver : found) {
            if (receiver.deliver(message)) {
                reached++;
            }
        }
        return reached;
    }

    /** The number of receivers there are. */
    int receivers(Recipient to, String destination) {
        var found = receivers.get(new Address(to, destination));
        return found == null ? 0 : found.length;
    }

    @Override
    public void subscribe(Receiver receiver) {
        check(receiver.destination());
        var own = new Receiver[] {receiver};
        receivers.merge(byConnection(receiver), own, UserDestinations::joined);
        receiver.subscriber()
                .user()
                .ifPresent(name -> receivers.merge(byUser(receiver, name), own, UserDestinations::joined));
    }

    @Override
    public void unsubscribe(Receiver receiver) {
        remove(byConnection(receiver), receiver);
        receiver.subscriber().user().ifPresent(name -> remove(byUser(receiver, name), receiver));
    }

    private void remove(Address address, Receiver receiver) {
        receivers.computeIfPresent(address, (same, before) -> {
            var left = Arrays.stream(before).filter(other -> other != receiver).toArray(Receiver[]::new);
            return left.length == 0 ? null : left;
        });
    }

    static void check(String destination) {
        DestinationPattern.exact(destination);
        if (!destination.startsWith(PREFIX)) {
            throw new DestinationRefused("'" + destination + "' is not a user destination; those begin with /user/");
        }
    }

    private static Receiver[] joined(Receiver[] some, Receiver[] more) {
        var all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private static Address byConnection(Receiver receiver) {
        return new Address(new Recipient.OneConnection(receiver.subscriber().connection()), receiver.destination());
    }

    private static Address byUser(Receiver receiver, String name) {
        return new Address(new Recipient.User(name), receiver.destination());
    }
}
