package io.bascule.broker;

import java.util.List;
import java.util.Optional;

/**
 * What a broker keeps, and how much at most. How many subscriptions one client has is bounded by its protocol.
 *
 * @param destinations how many topics' receivers are remembered, and how many queues and how many histories there are
 * @param queueMessages how many messages are in one queue: those that wait and those that are not acknowledged
 * @param queueBytes how many bytes they have: bodies, headers and 128 for each message
 * @param allQueuesBytes how many bytes all queues together have
 * @param redeliveries how often a message that was not processed (NACK) comes back before it is a dead letter
 * @param deadLetters the queue that dead letters go to
 * @param prefetch how many deliveries of a subscription to a queue may be unacknowledged where it does not say
 * @param mostPrefetch how many it may say
 * @param unacknowledgedBytes how many bytes wait, or are not acknowledged, of topics whose subscribers acknowledge
 * @param replyQueues how many temporary queues one connection has
 * @param historyBytes how many bytes all histories have
 * @param histories which topics have a history; of several that cover a topic the narrowest counts
 */
public record BrokerLimits(
        int destinations,
        int queueMessages,
        int queueBytes,
        long allQueuesBytes,
        int redeliveries,
        String deadLetters,
        int prefetch,
        int mostPrefetch,
        long unacknowledgedBytes,
        int replyQueues,
        long historyBytes,
        List<History> histories) {
    /** What of a topic is kept for those who subscribe later. */
    public sealed interface Retention {
        /** What a message is the last of; empty when it is not kept. */
        Optional<Object> key(BrokerMessage message);

        /** How many are kept. */
        int most();

        /**
         * The last messages of each topic.
         *
         * @param most at least 1
         */
        record Last(int most) implements Retention {
            @Override
            public Optional<Object> key(BrokerMessage message) {
                return Optional.of(message.sequence());
            }
        }

        /** The last message of each topic for each value of a header; one without it is not kept. */
        record LastOfEach(String header) implements Retention {
            @Override
            public Optional<Object> key(BrokerMessage message) {
                return Optional.ofNullable(message.headers().get(header));
            }

            @Override
            public int most() {
                return Integer.MAX_VALUE;
            }
        }
    }

    /** Every topic that {@code topics} covers has a history of its own. */
    public record History(DestinationPattern topics, Retention retention) {}

    /**
     * 10,000 destinations; 1,000 messages or 4 MiB in one queue, 64 MiB in all; 5 redeliveries, then
     * {@code /queue/dead-letters}; 100 unacknowledged deliveries, 1,000 at most; 16 temporary queues; no history.
     */
    public static final BrokerLimits STANDARD = new BrokerLimits(
            10_000,
            1_000,
            4 << 20,
            64L << 20,
            5,
            "/queue/dead-letters",
            100,
            1_000,
            64L << 20,
            16,
            64L << 20,
            List.of());

    /** Copies the list. */
    public BrokerLimits {
        histories = List.copyOf(histories);
    }
}
