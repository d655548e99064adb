import { byId, element, setText } from './dom.js';
import { amount, clock, count } from './format.js';

const LABELS = { pending: 'Pending', filled: 'Filled', rejected: 'Rejected' };
const DONE = { Buy: 'Bought', Sell: 'Sold' };

/** The orders, newest first, each with its state and, if it was rejected, with the reason beside it. */
export class OrderList {
    #list = byId('orders');
    #items = new Map();

    show(orders) {
        byId('no-orders').hidden = orders.length > 0;
        const shown = new Set(orders.map(order => order.id));
        for (const [id, item] of this.#items) {
            if (!shown.has(id)) {
                item.node.remove();
                this.#items.delete(id);
            }
        }
        // From the oldest: each new one goes on top of those already there.
        [...orders].reverse().forEach(order => this.#item(order).show(order));
    }

    #item(order) {
        if (!this.#items.has(order.id)) {
            const item = new Item(order);
            this.#list.prepend(item.node);
            this.#items.set(order.id, item);
        }
        return this.#items.get(order.id);
    }
}

class Item {
    #state = element('span', { class: 'order-state', 'data-field': 'state' });
    #detail = element('span', { class: 'order-detail', 'data-field': 'detail' });
    #error = element('p', { class: 'order-error', 'data-field': 'error' });
    node;

    constructor({ id, action, ticker, shares, at, elsewhere }) {
        this.node = element(
            'li',
            { 'data-order-id': id, 'data-action': action.toLowerCase() },
            element('span', { class: 'order-what' }, `${action} ${count(shares)} ${ticker}`),
            this.#state,
            this.#detail,
            element('span', { class: 'order-time' }, elsewhere ? `${clock(at)}, another tab` : clock(at)),
            this.#error,
        );
    }

    show({ state, shares, price, reason }) {
        this.node.dataset.state = state;
        setText(this.#state, LABELS[state]);
        const filled = state === 'filled' && price !== undefined;
        setText(this.#detail, filled ? `at ${amount(Number(price))}, ${amount(shares * price)}` : '');
        this.#error.hidden = state !== 'rejected';
        setText(this.#error, state === 'rejected' ? (reason ?? '') : '');
    }
}

/** What a screen reader says of an order that came to its end. */
export function spoken({ action, ticker, shares, state, price, reason }) {
    if (state === 'filled') {
        return `${DONE[action]} ${count(shares)} ${ticker} at ${amount(Number(price))}.`;
    }
    return `${action} ${count(shares)} ${ticker} rejected: ${reason}`;
}
