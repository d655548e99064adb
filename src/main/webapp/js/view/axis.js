const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
    ...[1, 5, 15, 30].map(count => count * SECOND),
    ...[1, 2, 5, 10, 15, 30].map(count => count * MINUTE),
    ...[1, 2, 3, 6, 12].map(count => count * HOUR),
    ...[1, 2, 7, 14, 28, 56, 112].map(count => count * DAY),
];
const CENT = 0.01;

/** Round prices from `low` to `high`, at most `most` of them; no two closer than a cent. */
export function priceTicks(low, high, most) {
    const rough = (high - low) / most;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = Math.max(CENT, [1, 2, 5, 10].find(factor => factor * power >= rough) * power);
    return multiples(step, low, high);
}

/** Round points in time, at most `most` of them, and the step between two, all in milliseconds. */
export function timeTicks(from, to, most) {
    const step = TIME_STEPS.find(candidate => candidate * most >= to - from) ?? TIME_STEPS.at(-1);
    return { step, times: multiples(step, from, to) };
}

function multiples(step, from, to) {
    const first = Math.ceil(from / step);
    const count = Math.max(0, Math.floor(to / step) - first + 1);
    return Array.from({ length: count }, (_, index) => (first + index) * step);
}
