import { priceTicks, timeTicks } from './axis.js';
import { svg } from './dom.js';
import { amount, axisTime, marketMoment } from './format.js';
import { areaPath, linePath, unbroken } from './path.js';

const TOP = 10;
const BOTTOM = 26;
const LABEL_ROOM = 14;
const DIGIT_WIDTH = 7;
const TAG_HEIGHT = 20;
const PRICE_TICK_ROOM = 38;
const TIME_TICK_ROOM = 76;
/** A quiet market is drawn quietly: no less than this share of the price from the lower edge to the upper. */
const LEAST_RANGE = 0.001;

/**
 * One ticker's prices over the time of its market, with axes, the trader's own fills and, under the pointer, a reading.
 *
 * It is drawn in pixels, to the size of the element that holds it. For the eye only: the numbers stand beside it.
 */
export class Chart {
    #grid = svg('path', { class: 'chart-grid' });
    #labels = svg('g', { class: 'chart-labels' });
    #area = svg('path', { class: 'chart-area' });
    #line = svg('path', { class: 'chart-line' });
    #level = svg('path', { class: 'chart-level' });
    #fills = svg('g', {});
    #dot = svg('circle', { class: 'chart-dot', r: 3.5 });
    #tag = svg('rect', { class: 'chart-tag', height: TAG_HEIGHT, rx: 4 });
    #tagText = svg('text', { class: 'chart-tag-text' });
    #cross = svg('path', { class: 'chart-cross' });
    #reading = svg('text', { class: 'chart-reading', y: TOP + 6 });
    #svg = svg('svg', { 'aria-hidden': 'true', focusable: 'false' });
    #parent;
    #pointer = null;
    #shown = null;

    constructor(parent) {
        this.#parent = parent;
        this.#svg.append(this.#grid, this.#area, this.#level, this.#line, this.#cross, this.#fills, this.#dot);
        this.#svg.append(this.#labels, this.#tag, this.#tagText, this.#reading);
        parent.append(this.#svg);
        new ResizeObserver(() => this.#redraw()).observe(parent);
        parent.addEventListener('pointermove', event => this.#point(event.offsetX));
        parent.addEventListener('pointerleave', () => this.#point(null));
    }

    /** Draws `{ at, time, price }` points, oldest first, and fills `{ action, at }`. */
    draw(history, fills, direction) {
        this.#shown = { history, fills, direction };
        this.#redraw();
    }

    #point(x) {
        this.#pointer = x;
        this.#redraw();
    }

    #redraw() {
        const { clientWidth: width, clientHeight: height } = this.#parent;
        this.#svg.classList.toggle('is-empty', !this.#shown?.history.length);
        if (!this.#shown?.history.length || width === 0) {
            return;
        }
        this.#svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
        this.#svg.dataset.direction = this.#shown.direction;
        const frame = new Frame(this.#shown.history, width, height);
        this.#drawAxes(frame);
        this.#drawCourse(frame);
        this.#drawFills(frame);
        this.#drawReading(frame);
    }

    #drawAxes(frame) {
        const last = frame.y(this.#shown.history.at(-1).price);
        const prices = frame.priceTicks();
        const { step, times } = frame.timeTicks();
        this.#grid.setAttribute('d', prices.map(price => `M0 ${frame.y(price)}H${frame.right}`).join(''));
        this.#labels.replaceChildren(
            ...prices
                .filter(price => Math.abs(frame.y(price) - last) > TAG_HEIGHT - 4)
                .map(price => text(amount(price), frame.right + 8, frame.y(price) + 4, 'start')),
            ...times
                .filter(time => frame.x(time) > TIME_TICK_ROOM / 4 && frame.x(time) < frame.right)
                .map(time => text(axisTime(time, step), frame.x(time), frame.bottom + 18, 'middle')),
        );
    }

    #drawCourse(frame) {
        const pieces = unbroken(this.#shown.history).map(piece => piece.map(point => frame.place(point)));
        const [x, y] = pieces.at(-1).at(-1);
        this.#line.setAttribute('d', pieces.map(linePath).join(''));
        this.#area.setAttribute('d', pieces.map(piece => areaPath(piece, frame.bottom)).join(''));
        this.#level.setAttribute('d', `M0 ${y}H${frame.right}`);
        move(this.#dot, { cx: x, cy: y });
        move(this.#tag, { x: frame.right, y: y - TAG_HEIGHT / 2, width: frame.labelWidth });
        move(this.#tagText, { x: frame.right + 8, y: y + 4 });
        this.#tagText.textContent = amount(this.#shown.history.at(-1).price);
    }

    #drawFills(frame) {
        const { history, fills } = this.#shown;
        this.#fills.replaceChildren(
            ...fills
                .filter(fill => fill.at >= history[0].at)
                .map(({ action, at }) => mark(action, frame.place(history.findLast(point => point.from <= at)))),
        );
    }

    #drawReading(frame) {
        const point = this.#pointer === null ? null : frame.nearest(this.#pointer);
        this.#cross.setAttribute('d', point ? `M${frame.x(point.time)} ${TOP}V${frame.bottom}` : '');
        this.#reading.textContent = point ? `${marketMoment(point.time)}  ${amount(point.price)}` : '';
    }
}

/** Where a price and a time are in the picture; x and y in pixels from its upper left corner. */
class Frame {
    #history;
    #from;
    #to;
    #low;
    #high;

    constructor(history, width, height) {
        const prices = history.map(point => point.price);
        const [lowest, highest] = [Math.min(...prices), Math.max(...prices)];
        const missing = Math.max(0, highest * LEAST_RANGE - (highest - lowest));
        this.#history = history;
        this.#from = history[0].time;
        this.#to = history.at(-1).time;
        this.#low = lowest - missing / 2;
        this.#high = highest + missing / 2;
        this.labelWidth = LABEL_ROOM + DIGIT_WIDTH * amount(highest).length;
        this.right = width - this.labelWidth;
        this.bottom = height - BOTTOM;
    }

    /** All that happened at one moment is at the right edge. */
    x(time) {
        const span = this.#to - this.#from;
        return rounded(span === 0 ? this.right : (this.right * (time - this.#from)) / span);
    }

    y(price) {
        const share = (price - this.#low) / (this.#high - this.#low);
        return rounded(this.bottom - TAG_HEIGHT / 2 - share * (this.bottom - TAG_HEIGHT - TOP));
    }

    place({ time, price }) {
        return [this.x(time), this.y(price)];
    }

    nearest(x) {
        const away = point => Math.abs(this.x(point.time) - x);
        return this.#history.reduce((best, point) => (away(point) < away(best) ? point : best));
    }

    priceTicks() {
        return priceTicks(this.#low, this.#high, Math.max(2, Math.floor(this.bottom / PRICE_TICK_ROOM)));
    }

    timeTicks() {
        return timeTicks(this.#from, this.#to, Math.max(1, Math.floor(this.right / TIME_TICK_ROOM)));
    }
}

/** A triangle whose tip touches the line: from below for what was bought, from above for what was sold. */
function mark(action, [x, y]) {
    const away = action === 'Buy' ? 9 : -9;
    return svg('path', { class: `chart-fill ${action.toLowerCase()}`, d: `M${x} ${y}l5 ${away}h-10Z` });
}

function text(content, x, y, anchor) {
    return svg('text', { x, y, 'text-anchor': anchor }, content);
}

function move(node, place) {
    for (const [name, value] of Object.entries(place)) {
        node.setAttribute(name, value);
    }
}

function rounded(value) {
    return Math.round(value * 10) / 10;
}
