/**
 * Bascule beside the servers a user would pick instead, under the same load, in turns: {@code mvn -Pbench verify}. Read
 * {@link io.bascule.bench.Benchmark}, then {@link io.bascule.bench.workload} for what is measured,
 * {@link io.bascule.bench.peer} for the servers and {@link io.bascule.bench.client} for the load.
 *
 * <p>One thread, the main one, generates the load; others only read what a server prints and count its heap.
 */
@NullMarked
package io.bascule.bench;

import org.jspecify.annotations.NullMarked;
