const WINDOW_MILLIS = 60_000;
const RATE_MILLIS = 5_000;

/**
 * How long quotes are under way, how long a round trip takes, how much comes in.
 *
 * The two clocks do not agree, and nobody tells us by how much. But the fastest message of the last minute took about
 * half of the fastest round trip; whatever another took longer than that one is its delay.
 */
export class Latency {
    #arrivals = [];
    #differences = [];
    #roundTrips = [];

    /** `arrived` by our clock, `sent` by the server's, undefined where a message does not tell. */
    received(arrived, sent) {
        this.#arrivals.push({ at: arrived });
        if (sent !== undefined) {
            this.#differences.push({ at: arrived, millis: arrived - sent });
        }
    }

    roundTrip(at, millis) {
        this.#roundTrips.push({ at, millis });
    }

    /** Milliseconds, undefined where nothing was measured; `rate` in messages per second. */
    reading(now) {
        this.#arrivals = since(now - RATE_MILLIS, this.#arrivals);
        this.#differences = since(now - WINDOW_MILLIS, this.#differences);
        this.#roundTrips = since(now - WINDOW_MILLIS, this.#roundTrips);
        const roundTrips = sorted(this.#roundTrips);
        const differences = sorted(this.#differences);
        const offset = differences[0] - roundTrips[0] / 2;
        return {
            roundTrip: percentile(roundTrips, 0.5),
            median: percentile(differences, 0.5) - offset,
            p99: percentile(differences, 0.99) - offset,
            rate: this.#arrivals.length / (RATE_MILLIS / 1000),
        };
    }
}

function since(start, samples) {
    return samples.filter(sample => sample.at > start);
}

function sorted(samples) {
    return samples.map(sample => sample.millis).sort((a, b) => a - b);
}

function percentile(ordered, share) {
    return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))];
}
