const LANGUAGE = 'en';
const NOTHING = '–';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const amountFormat = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signedFormat = new Intl.NumberFormat(LANGUAGE, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
});
const countFormat = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const percentFormat = new Intl.NumberFormat(LANGUAGE, {
    style: 'percent',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
});
const rateFormat = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const marketDateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const marketTimeFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });
const marketMinuteFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const marketDayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const clockFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** A price or a sum in dollars, with cents. */
export function amount(value) {
    return Number.isFinite(value) ? amountFormat.format(value) : NOTHING;
}

export function signedAmount(value) {
    return signedFormat.format(value).replace('-', '\u2212');
}

export function count(value) {
    return Number.isFinite(value) ? countFormat.format(value) : NOTHING;
}

export function percent(value) {
    return Number.isFinite(value) ? percentFormat.format(value).replace('-', '\u2212') : NOTHING;
}

export function rate(value) {
    return rateFormat.format(value);
}

export function millis(value) {
    if (!Number.isFinite(value)) {
        return NOTHING;
    }
    return `${value < 10 ? rateFormat.format(value) : countFormat.format(value)}\u202fms`;
}

/** Of a change as it is shown, in hundredths of a percent: 0.00 % is neither up nor down. */
export function directionOf(change) {
    const shown = Math.round(change * 10_000);
    return shown > 0 ? 'up' : shown < 0 ? 'down' : 'level';
}

/** How long something took, to the second or to the minute. */
export function duration(time) {
    return time < MINUTE ? `${Math.floor(time / 1000)} s` : `${Math.floor(time / MINUTE)} min`;
}

/** The day of a trade, where the market counts its days: in UTC. */
export function marketDate(time) {
    return time === undefined ? NOTHING : marketDateFormat.format(time);
}

/** The time of day of a trade, in UTC. */
export function marketTime(time) {
    return time === undefined ? '' : marketTimeFormat.format(time);
}

export function marketMoment(time) {
    return `${marketDate(time)} ${marketTime(time)}`;
}

/** What stands at the axis of a chart whose marks are `step` milliseconds apart, in UTC. */
export function axisTime(time, step) {
    if (time % DAY === 0) {
        return marketDayFormat.format(time);
    }
    return (step < MINUTE ? marketTimeFormat : marketMinuteFormat).format(time);
}

/** The time of day of the person who looks. */
export function clock(time) {
    return clockFormat.format(new Date(time));
}
