/** Long enough to see where the market has gone; a lap of the tape, if that is shorter. */
const HISTORY_MILLIS = 10 * 60_000;
const RECENT_MILLIS = 60_000;
/** BTC trades ten times a second; the eye and the charts want no more than two. */
const STEP_MILLIS = 500;
const STALE_MILLIS = 3_000;

/**
 * The last price of every ticker, and how it came there.
 *
 * There are two times: `at` is when a price reached us, in milliseconds of `Date.now()`; `time` is when it was really
 * paid, in milliseconds since 1970. A tape that starts over, here or in a server that was restarted, jumps back in the
 * latter, and a new history begins.
 */
export class Market {
    #instruments = new Map();

    /** Takes in a quote: `{ ticker, company, price, tradeTime }`, the last in ISO 8601. */
    quoted(quote, now) {
        const instrument = this.#instrument(quote.ticker);
        const price = Number(quote.price);
        if (instrument.price !== undefined && price !== instrument.price) {
            instrument.direction = price > instrument.price ? 'up' : 'down';
        }
        instrument.price = price;
        instrument.company = quote.company;
        instrument.time = Date.parse(quote.tradeTime);
        instrument.arrived = now;
        remember(instrument.history, { at: now, time: instrument.time, price });
    }

    /** Takes in quotes of before we came, the oldest first; the newest was sent a moment ago. */
    remembered(quotes, now) {
        const ahead = now - Math.max(...quotes.map(quote => quote.sent));
        const past = new Market();
        quotes.forEach(quote => past.quoted(quote, quote.sent + ahead));
        past.#instruments.forEach((instrument, ticker) => {
            const known = this.#instrument(ticker);
            if (known.history.length === 0) {
                this.#instruments.set(ticker, instrument);
            } else {
                known.history.unshift(...leadingTo(known.history[0], instrument.history));
            }
        });
    }

    /** A position's price, worth showing until the first quote comes. */
    seeded({ ticker, company, price }, now) {
        const instrument = this.#instrument(ticker);
        if (instrument.price === undefined) {
            instrument.company = company;
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

    /** What there is to show of a ticker at this moment: `history` is all that is kept, `recent` the last minute of it. */
    look(ticker, now) {
        const { history, arrived, ...last } = this.#instruments.get(ticker);
        forget(history, now);
        const silence = now - arrived;
        return {
            ticker,
            ...last,
            history,
            recent: since(now - RECENT_MILLIS, history),
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

/** How far a price has come since the first of these points: the share, and the milliseconds it took. */
export function changeSince(points, price, now) {
    const first = points[0];
    return first ? { share: price / first.price - 1, millis: now - first.at } : { share: 0, millis: 0 };
}

/** What happened since then, and the price there was at the time. */
function since(start, history) {
    const first = history.findIndex(point => point.at >= start);
    return history.slice(first > 0 ? first - 1 : first);
}

function remember(history, point) {
    const last = history.at(-1);
    if (last && (point.time < last.time || point.at < last.at)) {
        history.length = 0; // the tape began anew, or somebody has set back our clock
    }
    if (history.length > 0 && point.at - last.from < STEP_MILLIS) {
        Object.assign(last, point);
    } else {
        history.push({ ...point, from: point.at });
    }
}

/** What was before this point; nothing if the tape has begun anew in between. */
function leadingTo(point, history) {
    const before = history.filter(({ at }) => at < point.at);
    return before.at(-1)?.time > point.time ? [] : before;
}

function forget(history, now) {
    while (history.length > 1 && history[1].at < now - HISTORY_MILLIS) {
        history.shift();
    }
}
