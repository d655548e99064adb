/**
 * Decides who gets which message; knows neither STOMP nor connections.
 *
 * <p>Read first: {@link io.bascule.broker.Broker}, then {@link io.bascule.broker.BrokerMessage},
 * {@link io.bascule.broker.Subscriber} and {@link io.bascule.broker.DestinationHandler}; then
 * {@code InMemoryBroker} and the three it chooses from.
 *
 * <p>It has no threads of its own: everything runs on its callers'. {@code Topics} and {@code Queues} have a lock each;
 * neither is held while a subscriber or a handler is called, and they never nest.
 */
@NullMarked
package io.bascule.broker;

import org.jspecify.annotations.NullMarked;
