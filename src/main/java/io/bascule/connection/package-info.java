/**
 * One client's open channel, whatever carries it: what it may be sent, what arrives, and how it ends.
 *
 * <p>Read first: {@link io.bascule.connection.Connection} and {@link io.bascule.connection.ConnectionHandler}, where
 * carriers and protocols meet; then {@link io.bascule.connection.Outbox} and {@link io.bascule.connection.Wire}, where
 * what is sent meets the carrier. Implements RFC 6455 sections 5.5 and 7.4 as far as they concern an application.
 */
@NullMarked
package io.bascule.connection;

import org.jspecify.annotations.NullMarked;
