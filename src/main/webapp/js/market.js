const HISTORY_MILLIS = 60_000;
/** BTC trades ten times a second; the eye and the sparkline want no more than two. */
const STEP_MILLIS = 500;
const STALE_MILLIS = 5_000;

/** The last price of every ticker, and the last minute of it. All times are milliseconds of `Date.now()`. */
export class Market {
    #instruments = new Map();

    /** Takes in a quote: `{ ticker, price, tradeTime or time }`. */
    quoted(quote, now) {
        const instrument = this.#instrument(quote.ticker);
        const price = Number(quote.price);
        if (instrument.price !== undefined && price !== instrument.price) {
            instrument.direction = price > instrument.price ? 'up' : 'down';
        }
        instrument.price = price;
        instrument.tradeTime = quote.tradeTime ?? quote.time;
        instrument.arrived = now;
        remember(instrument.history, { at: now, price });
    }

    /** A price from a snapshot, worth showing until the first quote comes. */
    seeded(ticker, price, now) {
        const instrument = this.#instrument(ticker);
        if (instrument.price === undefined) {
            instrument.price = Number(price);
            instrument.arrived = now;
        }
    }

    /** In alphabetical order, so that rows never jump. */
    tickers() {
        return [...this.#instruments.keys()].sort();
    }

    price(ticker) {
        return this.#instruments.get(ticker)?.price;
    }

    /** What a row shows of a ticker at this moment. */
    look(ticker, now) {
        const { price, direction, tradeTime, arrived, history } = this.#instruments.get(ticker);
        forget(history, now);
        const first = history[0]?.price ?? price;
        const silence = now - arrived;
        return {
            price,
            direction,
            tradeTime,
            history,
            change: price / first - 1,
            staleSeconds: silence > STALE_MILLIS ? Math.floor(silence / 1000) : 0,
        };
    }

    #instrument(ticker) {
        if (!this.#instruments.has(ticker)) {
            this.#instruments.set(ticker, { direction: 'level', history: [] });
        }
        return this.#instruments.get(ticker);
    }
}

function remember(history, point) {
    const last = history.at(-1);
    if (last && point.at - last.from < STEP_MILLIS) {
        last.price = point.price;
        last.at = point.at;
    } else {
        history.push({ ...point, from: point.at });
    }
}

function forget(history, now) {
    while (history.length > 1 && history[1].at < now - HISTORY_MILLIS) {
        history.shift();
    }
}
