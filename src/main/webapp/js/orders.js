const KEPT = 50;

/**
 * The orders of this tab, newest first, and the fills of the user's other tabs.
 *
 *     pending ──> filled
 *        └──────> rejected
 *
 * The last two are final: an order sent twice (after a reconnect) is answered twice, and the first answer stands.
 *
 * Every fill carries the user's next sequence number, by which a fill that is shown is told from one that was missed. What
 * was filled before the page came is none of its concern.
 */
export class Orders {
    #orders = [];
    /** All fills up to this one are known; undefined before anybody has said where the page began. */
    #complete;
    /** Those known behind it. */
    #ahead = new Set();

    /** A new order, pending. */
    place(action, ticker, shares) {
        const order = { id: newOrderId(), action, ticker, shares, state: 'pending', at: Date.now() };
        this.#add(order);
        return order;
    }

    /** The server's word on an order, `{ orderId, state, reason, … }`; gives the order if this changed anything. */
    answered(answer, at = Date.now()) {
        const state = answer.state.toLowerCase();
        const order = this.#find(answer.orderId);
        const known = this.#knows(answer.seq);
        this.#note(answer.seq);
        if (order) {
            return settle(order, state, answer);
        }
        // An order of another tab: a fill concerns every tab, a rejection only the one that caused it.
        if (state !== 'filled' || known) {
            return null;
        }
        return this.#add({ ...answer, id: answer.orderId, state, elsewhere: true, at });
    }

    /** Whether one of the user's first `sequence` fills was missed; the first time this is asked, none was. */
    lack(sequence) {
        this.#complete ??= sequence;
        this.#catchUp();
        return this.#complete < sequence;
    }

    /** Takes in what the server has kept, the oldest first; gives the orders that this changed. */
    recalled(answers) {
        if (this.#complete === undefined) {
            return [];
        }
        const changed = answers.map(answer => this.answered(answer, answer.time)).filter(order => order !== null);
        // What is older than all that it keeps will not come any more.
        this.#complete = Math.max(this.#complete, ...answers.map(answer => answer.seq ?? 0));
        return changed;
    }

    #knows(seq) {
        return seq <= this.#complete || this.#ahead.has(seq);
    }

    #note(seq) {
        if (seq !== undefined) {
            this.#ahead.add(seq);
            this.#catchUp();
        }
    }

    #catchUp() {
        while (this.#ahead.delete(this.#complete + 1)) {
            this.#complete++;
        }
    }

    /** An error of `/user/queue/errors`; gives the order it rejects, or null when it belongs to none of ours. */
    refused(error) {
        const order = this.#find(error.orderId);
        return order ? settle(order, 'rejected', { reason: error.message }) : null;
    }

    /** Oldest first, as they were sent. */
    pending() {
        return this.#orders.filter(order => order.state === 'pending').reverse();
    }

    /** The fills of one ticker: `{ action, at }` and more. */
    filled(ticker) {
        return this.#orders.filter(order => order.state === 'filled' && order.ticker === ticker);
    }

    all() {
        return this.#orders;
    }

    #find(id) {
        return this.#orders.find(order => order.id === id);
    }

    #add(order) {
        this.#orders.unshift(order);
        this.#orders.length = Math.min(this.#orders.length, KEPT);
        return order;
    }
}

function settle(order, state, { price, reason }) {
    if (order.state !== 'pending') {
        return null;
    }
    return Object.assign(order, { state, price, reason });
}

/** A random UUID (RFC 9562 section 5.4). `crypto.randomUUID` would do, but only https and localhost have it. */
function newOrderId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
