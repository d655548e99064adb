import { byId, setText, showAmount } from './dom.js';
import { directionOf, percent, signedAmount } from './format.js';

/** What a trader is worth: the sums, and how far the market has moved them since this page first saw them. */
export class Worth {
    #gain = byId('gain');
    #positions = null;
    #first;

    show(market, positions) {
        const { cash } = positions;
        const invested = positions
            .all()
            .reduce((sum, { ticker, shares }) => sum + shares * market.price(ticker), 0);
        const known = cash !== undefined;
        showAmount(byId('cash'), cash);
        showAmount(byId('invested'), known ? invested : undefined);
        showAmount(byId('total'), known ? cash + invested : undefined);
        this.#showGain(positions, known ? cash + invested : undefined);
    }

    #showGain(positions, total) {
        if (this.#positions !== positions || this.#first === undefined) {
            this.#positions = positions;
            this.#first = total;
        }
        const share = total / this.#first - 1;
        const known = Number.isFinite(share);
        this.#gain.dataset.direction = known ? directionOf(share) : 'level';
        setText(this.#gain, known ? `${signedAmount(total - this.#first)} (${percent(share)}) since you came` : '');
    }
}
