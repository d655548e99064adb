import { svg } from './dom.js';
import { areaPath, linePath, unbroken } from './path.js';

const WIDTH = 100;
const HEIGHT = 40;
const MARGIN = 4;
const LONGEST_MILLIS = 60_000;
const SHORTEST_MILLIS = 3_000;

/**
 * The last minute of a price as a line, the newest at the right edge. For the eye only: the numbers stand beside it.
 *
 * It is stretched to whatever room the style sheet gives it; strokes keep their width, and the dot is a stroke of no
 * length with a round end, which stays round.
 */
export class Sparkline {
    #area = svg('path', { class: 'spark-area' });
    #line = svg('path', { class: 'spark-line', 'vector-effect': 'non-scaling-stroke' });
    #dot = svg('path', { class: 'spark-dot', 'vector-effect': 'non-scaling-stroke' });
    node = svg(
        'svg',
        {
            class: 'spark',
            viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
            preserveAspectRatio: 'none',
            'aria-hidden': 'true',
            focusable: 'false',
        },
        this.#area,
        this.#line,
        this.#dot,
    );

    /** Draws `{ at, price }` points, oldest first; while there is less than a minute of them they fill the width. */
    draw(history, now) {
        const pieces = unbroken(history).map(piece => piece.map(scale(history, now)));
        this.#line.setAttribute('d', pieces.map(linePath).join(''));
        this.#area.setAttribute('d', pieces.map(piece => areaPath(piece, HEIGHT)).join(''));
        this.#dot.setAttribute('d', pieces.length > 0 ? `M${pieces.at(-1).at(-1)}h0` : '');
    }
}

/** From a point in time and dollars to one in the picture, `[x, y]`. */
function scale(history, now) {
    const span = Math.min(LONGEST_MILLIS, Math.max(SHORTEST_MILLIS, now - history[0].at));
    const prices = history.map(point => point.price);
    const low = Math.min(...prices);
    const range = Math.max(...prices) - low;
    const share = price => (range === 0 ? 0.5 : (price - low) / range);
    return ({ at, price }) => [
        rounded((WIDTH - MARGIN) * Math.max(0, 1 - (now - at) / span)),
        rounded(HEIGHT - MARGIN - share(price) * (HEIGHT - 2 * MARGIN)),
    ];
}

function rounded(value) {
    return Math.round(value * 10) / 10;
}
