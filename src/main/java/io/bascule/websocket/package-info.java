/**
 * Connections carried by Jakarta WebSocket (JSR-356).
 *
 * <p>Read first: {@link io.bascule.websocket.BasculeConfigurator}, which every endpoint names in its annotation, then
 * {@link io.bascule.websocket.WebSocketConnection}, to which an endpoint hands its events. The decision itself is taken
 * in front of the container and arrives as an {@link io.bascule.websocket.Admission}. Implements Jakarta WebSocket 2.1
 * sections 2 to 4.
 *
 * <p>The container calls configurators on the thread of the handshake and endpoints on threads of its choice; what may
 * block there ({@code Session.close}) is handed to an executor. What is sent goes through a {@code SessionWire}, or through
 * a {@code BatchingWire} and the threads of {@code Writers}; these two have a lock each, which never nest.
 */
@NullMarked
package io.bascule.websocket;

import org.jspecify.annotations.NullMarked;
