/**
 * What one trader owns: a snapshot, then changes on top of it.
 *
 * Every change carries the user's next sequence number. One that is not the next shows that something was lost, and
 * only a new snapshot can tell what; until that comes, later changes wait.
 */
export class Positions {
    #byTicker = new Map();
    #waiting = [];
    #complete = false;
    #sequence = 0;
    cash;

    /** From now on changes are held back until a snapshot says what they change. */
    awaitSnapshot() {
        this.#complete = false;
        this.#waiting = [];
    }

    /** Takes in the whole list; false when the changes that waited for it leave a gap. */
    snapshot(positions) {
        this.#byTicker.clear();
        positions.forEach(position => this.#put(position));
        this.#sequence = Math.max(0, ...positions.map(position => position.seq));
        this.#complete = true;
        return this.#waiting.splice(0).every(change => this.changed(change));
    }

    /** Takes in one position after a fill; false when one before it is missing, and a new snapshot is needed. */
    changed(position) {
        if (!this.#complete) {
            this.#waiting.push(position);
            return true;
        }
        if (position.seq <= this.#sequence) {
            return true; // the snapshot knew it already
        }
        if (position.seq !== this.#sequence + 1) {
            return false;
        }
        this.#sequence = position.seq;
        this.#put(position);
        return true;
    }

    /** How many fills there have been. */
    get sequence() {
        return this.#sequence;
    }

    get(ticker) {
        return this.#byTicker.get(ticker);
    }

    /** How many shares of it there are; undefined before anybody has said so. */
    shares(ticker) {
        return this.cash === undefined ? undefined : (this.get(ticker)?.shares ?? 0);
    }

    all() {
        return [...this.#byTicker.values()];
    }

    #put(position) {
        this.#byTicker.set(position.ticker, position);
        this.cash = Number(position.cash);
    }
}
