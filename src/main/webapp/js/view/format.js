const LANGUAGE = 'en';
const NOTHING = '–';

const amountFormat = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
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
const clockFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** A price or a sum in dollars, with cents. */
export function amount(value) {
    return Number.isFinite(value) ? amountFormat.format(value) : NOTHING;
}

export function count(value) {
    return countFormat.format(value);
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

/** The day of a trade, where the market counts its days: in UTC. */
export function marketDate(time) {
    return time === undefined ? NOTHING : marketDateFormat.format(new Date(time));
}

export function marketTime(time) {
    return time === undefined ? '' : marketTimeFormat.format(new Date(time));
}

/** The time of day of the person who looks. */
export function clock(time) {
    return clockFormat.format(new Date(time));
}
