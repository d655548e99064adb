/**
 * Decides who gets which message; knows neither STOMP nor connections.
 *
 * <p>Read first: {@link io.bascule.broker.Broker}, then {@link io.bascule.broker.BrokerMessage},
 * {@link io.bascule.broker.Subscriber} and {@link io.bascule.broker.DestinationHandler}.
 */
@NullMarked
package io.bascule.broker;

import org.jspecify.annotations.NullMarked;
