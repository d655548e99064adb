package io.bascule.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The destinations below {@code /topic/}: every message goes to all who have subscribed to it, by name or by pattern.
 *
 * <p>Who receives what is published to a destination is worked out once and remembered until a subscription that may
 * change it comes or goes. Publishing takes no lock unless that has to be worked out.
 */
final class Topics implements InMemoryBroker.Kept {
    static final String PREFIX = "/topic/";

    /** How many destinations a pattern that comes or goes is held against; where it may concern more, all are forgotten. */
    private static final int COMPARED = 256;

    private static final Receiver[] NONE = {};

    private final int remembered;

    /** Guarded by {@code this}. */
    final Node subscriptions = new Node();

    /** The receivers of each destination; read by any thread, changed while holding {@code this}. */
    volatile Map<String, Receiver[]> routes = new ConcurrentHashMap<>();

    /** The destinations of {@code routes} in order, so that those that begin alike stand together; guarded by {@code this}. */
    private final NavigableMap<String, DestinationPattern> routed = new TreeMap<>();

    /** @param remembered for how many destinations the receivers are remembered */
    Topics(int remembered) {
        this.remembered = remembered;
    }

    @Override
    public void publish(BrokerMessage message) {
        var receivers = routes.get(message.destination());
        if (receivers == null) {
            receivers = route(DestinationPattern.exact(message.destination()));
        }
        for (var receiver : receivers) {
            receiver.deliver(message);
        }
    }

    @Override
    public void subscribe(Receiver receiver) {
        var pattern = DestinationPattern.parse(receiver.destination());
        synchronized (this) {
            subscriptions.add(pattern.segments(), receiver);
            forget(pattern);
        }
    }

    @Override
    public void unsubscribe(Receiver receiver) {
        var pattern = DestinationPattern.parse(receiver.destination());
        synchronized (this) {
            subscriptions.remove(pattern.segments(), receiver);
            forget(pattern);
        }
    }

    private synchronized Receiver[] route(DestinationPattern destination) {
        var found = new ArrayList<Receiver>();
        subscriptions.collect(destination.segments(), found);
        var receivers = found.toArray(NONE);
        if (routes.size() >= remembered) {
            forgetAll(); // however many destinations are made up, starting over is cheap
        }
        routed.put(destination.toString(), destination);
        routes.put(destination.toString(), receivers);
        return receivers;
    }

    /** To be called while holding {@code this}, as the next two. */
    private void forget(DestinationPattern changed) {
        if (!changed.isWild()) {
            forget(changed.toString());
            return;
        }
        var alike = beginningAs(changed);
        if (alike.size() > COMPARED) {
            forgetAll();
        } else {
            alike.stream()
                    .filter(changed::covers)
                    .map(DestinationPattern::toString)
                    .forEach(this::forget);
        }
    }

    private void forget(String destination) {
        routes.remove(destination);
        routed.remove(destination);
    }

    private void forgetAll() {
        routes = new ConcurrentHashMap<>();
        routed.clear();
    }

    /** The destinations that begin with what is written before the first wildcard, no more than one too many. */
    private List<DestinationPattern> beginningAs(DestinationPattern pattern) {
        var beginning = pattern.beginning();
        return routed.subMap(beginning, beginning + Character.MAX_VALUE).values().stream()
                .limit(COMPARED + 1L)
                .toList();
    }

    /** The subscriptions whose patterns begin alike, as a tree over the segments of the patterns. */
    static final class Node {
        final Map<String, Node> below = new HashMap<>(2);
        final Set<Receiver> receivers = new LinkedHashSet<>(2);

        private void add(List<String> pattern, Receiver receiver) {
            if (pattern.isEmpty()) {
                receivers.add(receiver);
            } else {
                below.computeIfAbsent(pattern.get(0), segment -> new Node()).add(behind(pattern, 1), receiver);
            }
        }

        private void remove(List<String> pattern, Receiver receiver) {
            if (pattern.isEmpty()) {
                receivers.remove(receiver);
                return;
            }
            below.computeIfPresent(pattern.get(0), (segment, node) -> {
                node.remove(behind(pattern, 1), receiver);
                return node.isEmpty() ? null : node;
            });
        }

        private boolean isEmpty() {
            return below.isEmpty() && receivers.isEmpty();
        }

        private void collect(List<String> destination, List<Receiver> found) {
            if (destination.isEmpty()) {
                found.addAll(receivers);
            } else {
                var next = destination.get(0);
                collectBelow(next, behind(destination, 1), found);
                collectBelow(next.charAt(0) + "*", behind(destination, 1), found);
            }
            collectDeep('/', destination, found);
            collectDeep('.', destination, found);
        }

        private void collectBelow(String segment, List<String> destination, List<Receiver> found) {
            var node = below.get(segment);
            if (node != null) {
                node.collect(destination, found);
            }
        }

        /** A pattern has one {@code **} at most, so no way through the tree is walked twice. */
        private void collectDeep(char separator, List<String> destination, List<Receiver> found) {
            var deep = separator + "**";
            collectBelow(deep, destination, found);
            if (!destination.isEmpty() && destination.get(0).charAt(0) == separator) {
                for (int skipped = 1; skipped <= destination.size(); skipped++) {
                    collectBelow(deep, behind(destination, skipped), found);
                }
            }
        }

        private static List<String> behind(List<String> segments, int skipped) {
            return segments.subList(skipped, segments.size());
        }
    }
}
