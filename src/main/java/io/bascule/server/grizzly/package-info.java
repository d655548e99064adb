/**
 * The standalone server: Grizzly for HTTP and servlets, Tyrus for the events of WebSocket endpoints, and our own code
 * between them.
 *
 * <p>Read first: {@link io.bascule.server.grizzly.Main}, {@link io.bascule.server.grizzly.GrizzlyServer}, then
 * {@code FrontFilter}, which sees every request first, {@code FrameFilter}, which takes its place when a client is
 * upgraded, {@code FrameReader} and {@code FrameChannel}, which read and write.
 *
 * <p>Threads ({@code IoThreads}): frames are read on selectors, where only code of ours that never blocks sees them;
 * handshakes, servlets and endpoints that keep their own methods run on Grizzly's workers. Reads of one connection come
 * one at a time. Completions of writes come on selectors, the loss of a connection on workers.
 */
@NullMarked
package io.bascule.server.grizzly;

import org.jspecify.annotations.NullMarked;
