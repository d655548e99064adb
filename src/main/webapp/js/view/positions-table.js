import { changeSince } from '../market.js';
import { byId, element, setText, showAmount } from './dom.js';
import { count, directionOf, duration, marketDate, marketTime, percent } from './format.js';
import { Sparkline } from './sparkline.js';

const ARROWS = { up: '▲', down: '▼', level: '' };
const SPOKEN = { up: 'up', down: 'down', level: '' };

/** A row for every ticker that is quoted or held. */
export class PositionsTable {
    #body = byId('positions').tBodies[0];
    #rows = new Map();
    #listener;

    /** The listener: `trade(action, ticker)` when somebody wants to buy or sell, `choose(ticker)` to see more of one. */
    constructor(listener) {
        this.#listener = listener;
    }

    show(market, positions, chosen, now) {
        const tickers = market.tickers();
        byId('no-prices').hidden = tickers.length > 0;
        tickers.forEach((ticker, index) => {
            const row = this.#row(ticker, index);
            row.showMarket(market.look(ticker, now), now);
            row.showPosition(positions.shares(ticker), market.price(ticker));
            row.showChosen(ticker === chosen);
        });
    }

    #row(ticker, index) {
        if (!this.#rows.has(ticker)) {
            const row = new Row(ticker, this.#listener);
            this.#body.insertBefore(row.node, this.#body.rows[index] ?? null);
            this.#rows.set(ticker, row);
        }
        return this.#rows.get(ticker);
    }
}

class Row {
    #name;
    #company = field('company', 'company');
    #price = field('price', 'price');
    #arrow = element('span', { class: 'arrow', 'aria-hidden': 'true' });
    #spoken = element('span', { class: 'unseen' });
    #change = field('change', 'change');
    #span = field('span', 'span');
    #spark = new Sparkline();
    #date = field('trade-date', 'date');
    #time = field('trade-time', 'time');
    #stale = field('stale', 'stale');
    #shares = field('shares', 'shares');
    #value = field('value', 'value');
    node;

    constructor(ticker, { trade, choose }) {
        this.#name = element('button', { type: 'button', class: 'ticker', 'data-field': 'ticker' }, ticker);
        this.node = element(
            'tr',
            { role: 'row', 'data-ticker': ticker },
            element(
                'th',
                { role: 'rowheader', scope: 'row', class: 'instrument' },
                this.#name,
                this.#company,
            ),
            cell('price-cell', this.#arrow, this.#spoken, this.#price),
            cell('change-cell', this.#change, ' ', this.#span),
            cell('spark-cell', this.#spark.node),
            cell('trade-cell', this.#date, ' ', this.#time, ' ', this.#stale),
            cell('shares-cell trader', this.#shares),
            cell('value-cell trader', this.#value),
            cell('action-cell trader', action('Buy', ticker, trade), action('Sell', ticker, trade)),
        );
        this.#stale.hidden = true;
        // The button is for the keyboard; a pointer may choose the row wherever nothing else is to be clicked.
        this.node.addEventListener('click', event => {
            if (event.target.closest('button') === null || event.target === this.#name) {
                choose(ticker);
            }
        });
    }

    showMarket({ company, price, direction, time, recent, staleSeconds }, now) {
        const change = changeSince(recent, price, now);
        this.node.dataset.direction = direction;
        setText(this.#company, company ?? '');
        showAmount(this.#price, price);
        setText(this.#arrow, ARROWS[direction]);
        setText(this.#spoken, SPOKEN[direction]);
        setText(this.#change, percent(change.share));
        setText(this.#span, `in ${duration(change.millis)}`);
        this.#change.dataset.direction = this.#spark.node.dataset.direction = directionOf(change.share);
        this.#spark.draw(recent, now);
        setText(this.#date, marketDate(time));
        setText(this.#time, marketTime(time));
        this.#showStale(staleSeconds);
    }

    showPosition(shares, price) {
        this.#shares.dataset.value = shares ?? '';
        setText(this.#shares, count(shares));
        showAmount(this.#value, shares === undefined ? undefined : shares * price);
    }

    showChosen(chosen) {
        this.#name.setAttribute('aria-pressed', String(chosen));
        this.node.classList.toggle('is-chosen', chosen);
    }

    #showStale(seconds) {
        this.node.classList.toggle('is-stale', seconds > 0);
        this.#stale.hidden = seconds === 0;
        setText(this.#stale, `stale > ${seconds} s`);
    }
}

function field(name, className) {
    return element('span', { class: className, 'data-field': name });
}

function cell(className, ...children) {
    return element('td', { role: 'cell', class: className }, ...children);
}

function action(name, ticker, trade) {
    const button = element(
        'button',
        { type: 'button', class: `trade ${name.toLowerCase()}`, 'data-action': name.toLowerCase() },
        name,
        element('span', { class: 'unseen' }, ` ${ticker}`),
    );
    button.addEventListener('click', () => trade(name, ticker));
    return button;
}
