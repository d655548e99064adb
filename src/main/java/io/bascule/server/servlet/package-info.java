/**
 * Bascule in a servlet container: the start, and the filter in front of everything that decides handshakes.
 *
 * <p>Read first: {@link io.bascule.server.servlet.BasculeStart}, then {@code HandshakeFilter}. Implements Jakarta Servlet
 * 6.0 sections 4.4, 6 and 8.2, and Jakarta WebSocket 2.1 section 6.4.
 *
 * <p>Threads: handshakes run on the container's request threads; nothing here has a thread of its own.
 */
@NullMarked
package io.bascule.server.servlet;

import org.jspecify.annotations.NullMarked;
