package io.bascule.broker;

import io.bascule.broker.BrokerLimits.History;
import io.bascule.broker.BrokerLimits.Retention;
import java.util.ArrayList;
import java.util.List;

/** Limits to try out, beginning with the standard ones. */
final class Limits {
    int destinations = BrokerLimits.STANDARD.destinations();
    int queueMessages = BrokerLimits.STANDARD.queueMessages();
    int queueBytes = BrokerLimits.STANDARD.queueBytes();
    long allQueuesBytes = BrokerLimits.STANDARD.allQueuesBytes();
    int redeliveries = BrokerLimits.STANDARD.redeliveries();
    int prefetch = BrokerLimits.STANDARD.prefetch();
    int mostPrefetch = BrokerLimits.STANDARD.mostPrefetch();
    long unacknowledgedBytes = BrokerLimits.STANDARD.unacknowledgedBytes();
    int replyQueues = BrokerLimits.STANDARD.replyQueues();
    long historyBytes = BrokerLimits.STANDARD.historyBytes();
    final List<History> histories = new ArrayList<>();

    /** The standard ones but for the queues'. */
    static BrokerLimits of(int destinations, int queueMessages, int queueBytes, long allQueuesBytes) {
        var limits = new Limits();
        limits.destinations = destinations;
        limits.queueMessages = queueMessages;
        limits.queueBytes = queueBytes;
        limits.allQueuesBytes = allQueuesBytes;
        return limits.made();
    }

    Limits history(String topics, Retention retention) {
        histories.add(new History(DestinationPattern.parse(topics), retention));
        return this;
    }

    BrokerLimits made() {
        return new BrokerLimits(
                destinations,
                queueMessages,
                queueBytes,
                allQueuesBytes,
                redeliveries,
                "/queue/dead-letters",
                prefetch,
                mostPrefetch,
                unacknowledgedBytes,
                replyQueues,
                historyBytes,
                histories);
    }
}
