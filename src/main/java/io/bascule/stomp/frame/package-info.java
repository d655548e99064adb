/**
 * STOMP frames to bytes and back, JDK only.
 *
 * <p>Read first: {@link io.bascule.stomp.frame.Frame}, {@link io.bascule.stomp.frame.StompVersion} (what differs
 * between versions), {@link io.bascule.stomp.frame.FrameDecoder} and {@link io.bascule.stomp.frame.FrameEncoder}.
 * Implements "STOMP Frames", "Value Encoding", "Body", "Repeated Header Entries" and "Size Limits" of the
 * specifications 1.0, 1.1 and 1.2.
 */
@NullMarked
package io.bascule.stomp.frame;

import org.jspecify.annotations.NullMarked;
