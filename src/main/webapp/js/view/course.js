import { changeSince } from '../market.js';
import { Chart } from './chart.js';
import { byId, setText } from './dom.js';
import { amount, directionOf, duration, marketMoment, percent } from './format.js';

/** The course of one ticker, at large: its price, where it came from, its extremes, its chart. */
export class Course {
    #chart = new Chart(byId('chart'));
    #change = byId('course-change');

    /** `stock` as `Market.look` gives it; `fills` are the trader's own `{ action, at }`. */
    show({ ticker, company, price, time, history, staleSeconds }, fills, now) {
        const change = changeSince(history, price, now);
        const direction = directionOf(change.share);
        const prices = history.map(point => point.price);
        setText(byId('course-ticker'), ticker);
        setText(byId('course-company'), company ?? '');
        setText(byId('course-price'), amount(price));
        setText(this.#change, percent(change.share));
        this.#change.dataset.direction = direction;
        setText(byId('course-span'), `in ${duration(change.millis)}`);
        setText(byId('course-high'), amount(Math.max(...prices)));
        setText(byId('course-low'), amount(Math.min(...prices)));
        setText(byId('course-traded'), marketMoment(time));
        byId('course').classList.toggle('is-stale', staleSeconds > 0);
        this.#chart.draw(history, fills, direction);
    }
}
