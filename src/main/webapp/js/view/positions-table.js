import { byId, element, setText } from './dom.js';
import { amount, count, marketDate, marketTime, percent } from './format.js';
import { Sparkline } from './sparkline.js';

const ARROWS = { up: '▲', down: '▼', level: '' };
const SPOKEN = { up: 'up', down: 'down', level: '' };

/** A row for every ticker that is quoted or held, and the sums above them. */
export class PositionsTable {
    #body = byId('positions').tBodies[0];
    #rows = new Map();
    #trade;

    /** `trade(action, ticker)` is called when somebody wants to buy or sell. */
    constructor(trade) {
        this.#trade = trade;
    }

    show(market, positions, now) {
        const tickers = market.tickers();
        byId('no-prices').hidden = tickers.length > 0;
        tickers.forEach((ticker, index) => {
            const row = this.#row(ticker, index);
            row.showMarket(market.look(ticker, now), now);
            row.showPosition(positions.get(ticker), market.price(ticker));
        });
        this.#showSums(market, positions);
    }

    /** Orders make sense only while the connection lives. */
    enableTrading(enabled) {
        for (const button of this.#body.querySelectorAll('button')) {
            button.disabled = !enabled;
        }
    }

    #showSums(market, positions) {
        const invested = positions
            .all()
            .reduce((sum, { ticker, shares }) => sum + shares * market.price(ticker), 0);
        const { cash } = positions;
        showAmount(byId('cash'), cash);
        showAmount(byId('invested'), cash === undefined ? undefined : invested);
        showAmount(byId('total'), cash === undefined ? undefined : cash + invested);
    }

    #row(ticker, index) {
        if (!this.#rows.has(ticker)) {
            const row = new Row(ticker, this.#trade);
            this.#body.insertBefore(row.node, this.#body.rows[index] ?? null);
            this.#rows.set(ticker, row);
        }
        return this.#rows.get(ticker);
    }
}

class Row {
    #company = field('company', 'company');
    #price = field('price', 'price');
    #arrow = element('span', { class: 'arrow', 'aria-hidden': 'true' });
    #spoken = element('span', { class: 'unseen' });
    #change = field('change', 'change');
    #spark = new Sparkline();
    #date = field('trade-date', 'date');
    #time = field('trade-time', 'time');
    #stale = field('stale', 'stale');
    #shares = field('shares', 'shares');
    #value = field('value', 'value');
    node;

    constructor(ticker, trade) {
        this.node = element(
            'tr',
            { role: 'row', 'data-ticker': ticker },
            element(
                'th',
                { role: 'rowheader', scope: 'row', class: 'instrument' },
                element('span', { class: 'ticker', 'data-field': 'ticker' }, ticker),
                this.#company,
            ),
            cell('price-cell', this.#arrow, this.#spoken, this.#price),
            cell('change-cell', this.#change),
            cell('spark-cell', this.#spark.node),
            cell('trade-cell', this.#date, ' ', this.#time, this.#stale),
            cell('shares-cell trader', this.#shares),
            cell('value-cell trader', this.#value),
            cell('action-cell trader', action('Buy', ticker, trade), action('Sell', ticker, trade)),
        );
        this.#stale.hidden = true;
    }

    showMarket({ price, direction, tradeTime, history, change, staleSeconds }, now) {
        this.node.dataset.direction = direction;
        showAmount(this.#price, price);
        setText(this.#arrow, ARROWS[direction]);
        setText(this.#spoken, SPOKEN[direction]);
        setText(this.#change, percent(change));
        this.#change.dataset.direction = change > 0 ? 'up' : change < 0 ? 'down' : 'level';
        this.#spark.node.dataset.direction = this.#change.dataset.direction;
        this.#spark.draw(history, now);
        setText(this.#date, marketDate(tradeTime));
        setText(this.#time, marketTime(tradeTime));
        this.#showStale(staleSeconds);
    }

    showPosition(position, price) {
        setText(this.#company, position?.company ?? '');
        const shares = position?.shares ?? 0;
        this.#shares.dataset.value = shares;
        setText(this.#shares, count(shares));
        showAmount(this.#value, shares * price);
    }

    #showStale(seconds) {
        this.node.classList.toggle('is-stale', seconds > 0);
        this.#stale.hidden = seconds === 0;
        setText(this.#stale, `stale > ${seconds} s`);
    }
}

/** Shows dollars and cents, and keeps the plain number beside them for whoever reads the page by program. */
function showAmount(node, value) {
    node.dataset.value = value ?? '';
    setText(node, amount(value));
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
