/**
 * The standalone server: Grizzly for HTTP and servlets, Tyrus for the events of WebSocket endpoints, and our own code
 * between them.
 *
 * <p>Read first: {@link io.bascule.server.grizzly.Main}, {@link io.bascule.server.grizzly.GrizzlyServer}, then
 * {@code FrontFilter}, which sees every request and every frame first, and {@code FrameChannel}, which writes.
 *
 * <p>Threads: reads and handshakes run on Grizzly's workers, one at a time for a connection; completions of writes and
 * the loss of a connection come on selectors. Neither may block. Servlets run on the workers too.
 */
@NullMarked
package io.bascule.server.grizzly;

import org.jspecify.annotations.NullMarked;
