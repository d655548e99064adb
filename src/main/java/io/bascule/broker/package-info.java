/**
 * Decides who gets which message; knows neither STOMP nor connections.
 *
 * <p>Read first: {@link io.bascule.broker.Broker}, then {@link io.bascule.broker.BrokerMessage},
 * {@link io.bascule.broker.Subscriber} and {@link io.bascule.broker.DestinationHandler}; then
 * {@code InMemoryBroker} and those it chooses from: {@code Topics} and their {@code Histories}, {@code Queues} with
 * {@code Queue}, {@code QueueTransaction} and {@code TopicBuffer}, {@code ReplyQueues} and {@code UserDestinations};
 * beside other nodes, {@code OtherNodes} and {@code SharedQueues}.
 *
 * <p>It has no threads of its own: everything runs on its callers', and on the timer's what expires. {@code Topics},
 * {@code Histories}, {@code Queues} (for all its queues) and {@code ReplyQueues} have a lock each; none is held while a
 * subscriber, a handler or a selector is called, and they never nest.
 */
@NullMarked
package io.bascule.broker;

import org.jspecify.annotations.NullMarked;
