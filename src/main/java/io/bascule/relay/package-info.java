/**
 * Requests of SockJS that come to one node and are for a session of another: the other answers them, by letters over the
 * backplane.
 *
 * <p>Read first: {@link io.bascule.relay.Relays}; then {@code Errand}, such a request where it came, {@code RemoteExchange},
 * the same where it is answered, and {@code Word}, what the two tell each other.
 *
 * <pre>
 *  client ══ HttpExchange ── Errand ── Ask, Wrote, Left, Still ──> RemoteExchange ── SockJs
 *                                  <── Head, Write, End ──────────
 * </pre>
 *
 * It has no threads. A request begins on a thread of the application's, since what decides about it may block; all else
 * runs on the thread that brings it: the backplane's, the timer's, or whoever reads and writes. What happens to one errand
 * and to one exchange runs in its {@code events}, one thing at a time; no lock is held while anything is called.
 */
@NullMarked
package io.bascule.relay;

import org.jspecify.annotations.NullMarked;
