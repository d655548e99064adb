/**
 * Decides whether a client may come in, and speaking what; pure, without any container type.
 *
 * <p>Read first: {@link io.bascule.handshake.HandshakeRequest} (what the client sent),
 * {@link io.bascule.handshake.HandshakePolicy} (the steps, in order), {@link io.bascule.handshake.EndpointRules} (what
 * an endpoint asks for), {@link io.bascule.handshake.HandshakeOutcome} and {@link io.bascule.handshake.Handshake} (what
 * was settled). Implements RFC 6455 section 4.2, RFC 6454 sections 4 to 7 and RFC 7239.
 *
 * <p>Everything runs on the container's thread that accepts the handshake, but for the end of a
 * {@link io.bascule.handshake.Place}. What is shared by handshakes is immutable, but for
 * {@link io.bascule.handshake.EndpointTable}, which endpoints are added to while others are looked up, and
 * {@link io.bascule.handshake.Places}, which has the only lock; nothing is called while it is held.
 */
@NullMarked
package io.bascule.handshake;

import org.jspecify.annotations.NullMarked;
