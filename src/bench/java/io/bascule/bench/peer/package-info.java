/**
 * The servers that are compared, each compiled from {@code src/bench/peers} with its own libraries and run in a JVM of its own.
 * Read {@link io.bascule.bench.peer.Peers}, then {@link io.bascule.bench.peer.RunningPeer}.
 */
@NullMarked
package io.bascule.bench.peer;

import org.jspecify.annotations.NullMarked;
