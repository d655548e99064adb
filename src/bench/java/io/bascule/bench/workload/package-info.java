/**
 * What is measured. Read {@link io.bascule.bench.workload.Workloads}, then {@link io.bascule.bench.workload.FanOut} as an
 * example of the others.
 */
@NullMarked
package io.bascule.bench.workload;

import org.jspecify.annotations.NullMarked;
