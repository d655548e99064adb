/**
 * WebSocket and STOMP clients (RFC 6455, STOMP 1.2) that cost less than the servers they drive, and the account of what they
 * got. Read {@link io.bascule.bench.client.Loop}, {@link io.bascule.bench.client.Client}, then
 * {@link io.bascule.bench.client.Broadcast}. All of it runs on the one thread that calls the loop.
 */
@NullMarked
package io.bascule.bench.client;

import org.jspecify.annotations.NullMarked;
