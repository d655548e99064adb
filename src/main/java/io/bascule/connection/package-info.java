/**
 * One client's open channel, whatever carries it: what it may be sent, what arrives, and how it ends.
 *
 * <p>Read first: {@link io.bascule.connection.Connection} and {@link io.bascule.connection.ConnectionHandler}, where
 * carriers and protocols meet; then {@link io.bascule.connection.Outbox} and {@link io.bascule.connection.Wire}, where
 * what is sent meets the carrier; {@link io.bascule.connection.OpenConnection} joins the four. Implements RFC 6455
 * sections 5.5 and 7.4 as far as they concern an application.
 *
 * <p>It has no threads of its own: everything runs on those of the carrier, of whoever sends, of the timer, and of the
 * executor for application code. {@code Outbox}, {@code OpenConnection}, {@code Connections} and {@code Lane} have a lock each.
 * Under the first two the timer is asked and appointments are cancelled, nothing else is called; they never nest.
 */
@NullMarked
package io.bascule.connection;

import org.jspecify.annotations.NullMarked;
