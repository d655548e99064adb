import { byId, setText } from './dom.js';
import { millis, rate } from './format.js';

const ANNOUNCEMENT_MILLIS = 6_000;
const LABELS = { connecting: 'Connecting', live: 'Live', offline: 'Offline' };

let announcementTimer;

/** The state of the connection, at the top, and what it measures, at the bottom. */
export class Status {
    #badge = byId('state');
    #countdown = byId('countdown');
    #retry = byId('retry');
    #retryAt;

    constructor(retryNow) {
        this.#retry.addEventListener('click', retryNow);
    }

    show({ name, transport, retryAt }) {
        this.#retryAt = retryAt;
        this.#badge.dataset.state = name;
        setText(this.#badge, LABELS[name]);
        setText(byId('transport'), transport ?? '–');
        const offline = name === 'offline';
        if (!offline && document.activeElement === this.#retry) {
            this.#badge.focus(); // the button goes away, and the keyboard would be nowhere
        }
        this.#countdown.hidden = !offline;
        this.#retry.hidden = !offline;
        this.count(Date.now());
    }

    /** Counts down; not in the badge itself, or a screen reader would have to speak every second. */
    count(now) {
        const seconds = Math.max(0, Math.ceil((this.#retryAt - now) / 1000));
        setText(this.#countdown, `next try in ${seconds || 1} s`);
    }

    /** Which node serves this page; nothing where it has no name. */
    served(node) {
        byId('node-measure').hidden = node === undefined;
        setText(byId('node'), node ?? '–');
    }

    measured({ roundTrip, median, p99, rate: perSecond }) {
        setText(byId('rtt'), millis(roundTrip));
        setText(byId('delay-median'), millis(median));
        setText(byId('delay-p99'), millis(p99));
        setText(byId('rate'), `${rate(perSecond)}/s`);
    }
}

/** A sentence above everything else, spoken once; an empty one takes it away. */
export function notice(message) {
    setText(byId('notice'), message);
}

/** A sentence for whoever cannot see the list of orders: screen readers speak it, narrow screens show it for a while. */
export function announce(message) {
    clearTimeout(announcementTimer);
    byId('announcer').textContent = message;
    announcementTimer = setTimeout(() => (byId('announcer').textContent = ''), ANNOUNCEMENT_MILLIS);
}
