/**
 * Who is connected, and the events of coming and going.
 *
 * <p>Read first: {@link io.bascule.presence.Presence}, {@link io.bascule.presence.ClientEvent}; then
 * {@link io.bascule.presence.Clients}, which STOMP sessions tell, and {@code Everyone}, with those of other nodes.
 *
 * <p>Sessions tell it on whatever thread runs their events, one session's one at a time; listeners run where application
 * code of that connection does ({@code Publisher.inOrder()}). Watchers run on the same threads, each one call at
 * a time. No lock is held while either is called.
 */
@NullMarked
package io.bascule.presence;

import org.jspecify.annotations.NullMarked;
