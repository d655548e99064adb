/** A longer silence is drawn as a gap: no line pretends to know what happened meanwhile. */
const GAP_MILLIS = 5_000;

/** The history cut wherever nothing reached us for long. */
export function unbroken(history) {
    const pieces = [];
    history.forEach((point, index) => {
        if (index === 0 || point.from - history[index - 1].at > GAP_MILLIS) {
            pieces.push([]);
        }
        pieces.at(-1).push(point);
    });
    return pieces;
}

/** A line through points `[x, y]`, as the data of an SVG path. */
export function linePath(points) {
    return `M${points.join('L')}`;
}

/** What is between the line and the bottom. */
export function areaPath(points, bottom) {
    return `${linePath(points)}V${bottom}H${points[0][0]}Z`;
}
