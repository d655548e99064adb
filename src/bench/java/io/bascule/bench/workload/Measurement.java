package io.bascule.bench.workload;

import io.bascule.bench.client.Latencies;

/**
 * What one run of a workload gave.
 *
 * @param cost of the server, in the workload's unit
 * @param rate per second
 * @param own the load generator's CPU seconds per million
 * @param median of the latencies, in milliseconds
 * @param slow the latency that one of 100 exceeds
 * @param slowest the latency that one of 1,000 exceeds
 * @param lost messages that did not come
 * @param disordered messages that came behind a later one of the same publisher
 * @param note what else is to be said, or nothing
 */
public record Measurement(
        double cost,
        double rate,
        double own,
        double median,
        double slow,
        double slowest,
        long lost,
        long disordered,
        String note) {
    static Measurement of(Meter.Reading reading, Latencies latencies, long lost, long disordered) {
        return new Measurement(
                reading.serverCost(),
                reading.rate(),
                reading.ownCost(),
                latencies.millis(0.5),
                latencies.millis(0.99),
                latencies.millis(0.999),
                lost,
                disordered,
                "");
    }

    /** The same with a cost of another kind. */
    Measurement costing(double other) {
        return new Measurement(other, rate, own, median, slow, slowest, lost, disordered, note);
    }

    Measurement noting(String other) {
        return new Measurement(cost, rate, own, median, slow, slowest, lost, disordered, other);
    }
}
