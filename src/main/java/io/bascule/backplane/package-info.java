/**
 * How the nodes of a cluster reach each other: what they tell each other, and how it arrives once and in order whatever
 * the way between them repeats, mixes up or loses. Knows the JDK only.
 *
 * <p>Read first: {@link io.bascule.backplane.Backplane}, {@link io.bascule.backplane.Content}, {@link io.bascule.backplane.Letters}; then
 * {@link io.bascule.backplane.Station}, one node's end of it, with {@code Departures}, {@code Arrivals}, {@code Members}
 * {@code Questions}, {@code Rosters} and {@code CatchUp}, {@link io.bascule.backplane.Ledger}, its end of the queues that all share, and {@link io.bascule.backplane.Parcel}, what travels.
 *
 * <p>It has no threads. Any thread publishes; one thread of the carrier asks a {@code Station} what to send, another
 * brings what arrives, and calls the listener. {@code Departures}, {@code Members}, {@code Questions}, {@code Rosters}, {@code CatchUp} and {@code Ledger} have a lock each;
 * that of {@code Questions} is taken within that of {@code Departures}, and none is held while a listener is called.
 */
@NullMarked
package io.bascule.backplane;

import org.jspecify.annotations.NullMarked;
