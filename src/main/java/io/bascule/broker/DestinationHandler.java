package io.bascule.broker;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Answers the destinations under one prefix, for instance {@code /app}, in place of topics and queues. Called on a
 * carrier's thread and must not block: work goes to {@link Publisher#inOrder()}.
 */
public interface DestinationHandler {
    /**
     * Handles a message.
     *
     * @return completes when it has been handled; fails with {@link DestinationRefused} when there is nothing at its
     *     destination, with another exception, not logged yet, when the application failed
     */
    CompletionStage<Void> publish(Publisher from, BrokerMessage message);

    /**
     * Answers a subscription once; nothing is kept of it.
     *
     * @return completes with the answer, empty where there is none; fails as {@link #publish} does
     */
    CompletionStage<Optional<BrokerMessage>> subscribe(Subscriber subscriber, Subscription subscription);

    /** A message could not be handled, and whoever should hear of it has: it is done with, but there is no receipt. */
    final class FailureTold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public FailureTold() {
            super("told already", null, false, false); // says nothing of its own
        }
    }
}
