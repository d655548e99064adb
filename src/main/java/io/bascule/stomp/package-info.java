/**
 * The STOMP conversation on one connection, versions 1.0, 1.1 and 1.2.
 *
 * <p>Read first: {@link io.bascule.stomp.Stomp} (what is shared by all sessions), {@link io.bascule.stomp.StompSession}
 * (the state machine of one conversation, and which threads run it), then {@link io.bascule.stomp.DestinationRules},
 * {@link io.bascule.stomp.SlowClientRules} and {@link io.bascule.stomp.Login} (what an application decides), and
 * {@code Standing} (who a client is, and for how long). What a client has to do with the broker is in {@code Dealings}, and
 * of acks in {@code Unacknowledged} and {@code Transactions}. Implements the STOMP specifications (stomp.github.io) as sent over WebSocket.
 *
 * <p>No lock is held while a connection or the broker is called.
 */
@NullMarked
package io.bascule.stomp;

import org.jspecify.annotations.NullMarked;
