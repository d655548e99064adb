package io.bascule.broker;

/**
 * What a broker keeps at most. How many subscriptions one client has is bounded by its protocol.
 *
 * @param destinations how many topics' receivers are remembered, and how many queues there are
 * @param queueMessages how many messages wait in one queue
 * @param queueBytes how many bytes wait in one queue: bodies, headers and 128 for each message
 * @param allQueuesBytes how many bytes wait in all queues together
 */
public record BrokerLimits(int destinations, int queueMessages, int queueBytes, long allQueuesBytes) {
    /** 10,000 destinations; 1,000 messages or 4 MiB in one queue, 64 MiB in all. */
    public static final BrokerLimits STANDARD = new BrokerLimits(10_000, 1_000, 4 << 20, 64L << 20);
}
