/**
 * Carries a backplane over Jakarta Messaging 3.1; loaded only where one is set.
 *
 * <p>Read first: {@link io.bascule.server.messaging.JmsBackplane}, then {@code Factories} and {@code Backoff}; for
 * queues {@link io.bascule.server.messaging.JmsQueues}, then {@code Round}, {@code Turn} and {@code Desk}.
 *
 * <p>Only what every server's connection factory allows: one session for each connection, no listeners, no client ids. Three
 * threads of the composition root's: one sends, one receives, one has the queues; each has a connection of its own.
 */
@NullMarked
package io.bascule.server.messaging;

import org.jspecify.annotations.NullMarked;
