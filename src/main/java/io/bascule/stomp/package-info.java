/**
 * The STOMP conversation on one connection, versions 1.0, 1.1 and 1.2.
 *
 * <p>Read first: {@code StompSession}, the state machine of one conversation. Implements the STOMP specifications
 * (stomp.github.io) as sent over WebSocket.
 */
@NullMarked
package io.bascule.stomp;

import org.jspecify.annotations.NullMarked;
