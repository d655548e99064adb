import { svg } from './dom.js';

const WIDTH = 100;
const HEIGHT = 40;
const MARGIN = 4;
const LONGEST_MILLIS = 60_000;
const SHORTEST_MILLIS = 10_000;
/** A longer silence is drawn as a gap: no line pretends to know what happened meanwhile. */
const GAP_MILLIS = 5_000;

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
        if (history.length === 0) {
            return;
        }
        const pieces = unbroken(history).map(piece => piece.map(scale(history, now)));
        this.#line.setAttribute('d', pieces.map(path).join(''));
        this.#area.setAttribute('d', pieces.map(area).join(''));
        this.#dot.setAttribute('d', `M${pieces.at(-1).at(-1)}h0`);
    }
}

/** The history cut wherever it was silent for long. */
function unbroken(history) {
    const pieces = [];
    history.forEach((point, index) => {
        if (index === 0 || point.at - history[index - 1].at > GAP_MILLIS) {
            pieces.push([]);
        }
        pieces.at(-1).push(point);
    });
    return pieces;
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

function path(points) {
    return `M${points.join('L')}`;
}

function area(points) {
    return `${path(points)}V${HEIGHT}H${points[0][0]}Z`;
}

function rounded(value) {
    return Math.round(value * 10) / 10;
}
