import { svg } from './dom.js';

const WIDTH = 120;
const HEIGHT = 32;
const MARGIN = 3;
const SHOWN_MILLIS = 60_000;
/** A longer silence is drawn as a gap: no line pretends to know what happened meanwhile. */
const GAP_MILLIS = 5_000;

/** The last minute of a price as a line, the newest at the right edge. For the eye only: the numbers stand beside it. */
export class Sparkline {
    #line = svg('path', { class: 'spark-line' });
    #dot = svg('circle', { class: 'spark-dot', r: '2' });
    node = svg(
        'svg',
        { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true', focusable: 'false' },
        this.#line,
        this.#dot,
    );

    draw(history, now) {
        const prices = history.map(point => point.price);
        const low = Math.min(...prices);
        const range = Math.max(...prices) - low;
        const x = point => (WIDTH - MARGIN) * Math.max(0, 1 - (now - point.at) / SHOWN_MILLIS);
        const y = point => (range === 0 ? HEIGHT / 2 : HEIGHT - MARGIN - ((point.price - low) / range) * (HEIGHT - 2 * MARGIN));
        const steps = history.map((point, index) => {
            const gap = index === 0 || point.at - history[index - 1].at > GAP_MILLIS;
            return `${gap ? 'M' : 'L'}${x(point).toFixed(1)} ${y(point).toFixed(1)}`;
        });
        this.#line.setAttribute('d', steps.join(''));
        const last = history.at(-1);
        this.#dot.setAttribute('visibility', last ? 'visible' : 'hidden');
        if (last) {
            this.#dot.setAttribute('cx', x(last).toFixed(1));
            this.#dot.setAttribute('cy', y(last).toFixed(1));
        }
    }
}
