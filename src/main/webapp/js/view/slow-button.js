import { byId, setText } from './dom.js';
import { count } from './format.js';

const EXPLAINED =
    'The server writes to this tab only every 2 seconds, as to a phone with a bad link. A newer price takes the place of ' +
    'the one that waits; orders and positions all arrive.';

/** The button that makes this tab a slow client, and what then becomes of its messages. */
export class SlowButton {
    #button = byId('slow');

    constructor(wanted) {
        this.#button.addEventListener('click', () => {
            const slow = this.#button.getAttribute('aria-pressed') !== 'true';
            this.#button.setAttribute('aria-pressed', slow);
            setText(byId('slow-note'), slow ? EXPLAINED : '');
            wanted(slow);
        });
    }

    show({ conflated }) {
        setText(byId('conflated'), count(conflated));
    }
}
