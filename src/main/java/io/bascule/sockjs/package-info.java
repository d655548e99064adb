/**
 * Connections carried by SockJS, for clients that cannot open a WebSocket: HTTP requests that wait for what is to be sent,
 * and others that bring what is received. Knows neither servlets nor Grizzly.
 *
 * <p>Read first: {@link io.bascule.sockjs.SockJs}, the way of a request; {@link io.bascule.sockjs.HttpExchange}, what a
 * server has to offer; then {@code SockJsSession} and {@code Transports}. Implements sockjs-protocol 0.3.3.
 *
 * <p>It has no threads of its own. What happens to one session runs in its {@code events}, one thing at a time, on the
 * thread that brings it: a request's, the timer's, that of a write's completion, or whoever sends. No lock is held while
 * an exchange or a connection is called.
 */
@NullMarked
package io.bascule.sockjs;

import org.jspecify.annotations.NullMarked;
