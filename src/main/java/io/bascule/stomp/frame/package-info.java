/**
 * STOMP frames to bytes and back, JDK only.
 *
 * <p>Implements "STOMP Frames" and "Value Encoding" of the specifications 1.0, 1.1 and 1.2.
 */
@NullMarked
package io.bascule.stomp.frame;

import org.jspecify.annotations.NullMarked;
