/**
 * Decides whether a client may come in, and speaking what; pure, without any container type.
 *
 * <p>Read first: {@link io.bascule.handshake.HandshakeRequest} (what the client sent),
 * {@link io.bascule.handshake.Handshake} (what was settled). Implements RFC 6455 section 4.2 and RFC 6454 section 4.
 */
@NullMarked
package io.bascule.handshake;

import org.jspecify.annotations.NullMarked;
