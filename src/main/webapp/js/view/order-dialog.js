import { byId, setText } from './dom.js';
import { amount, count } from './format.js';

const WHOLE_NUMBER = /^[1-9][0-9]{0,8}$/;

/**
 * Asks how many shares to buy or sell.
 *
 * It refuses only what can never be right, a number that is none. Too many shares or too little cash is a warning: the
 * price moves until the order arrives and another tab may trade meanwhile, so only the server can say no.
 */
export class OrderDialog {
    #dialog = byId('order');
    #shares = byId('order-shares');
    #error = byId('order-error');
    #estimate = byId('order-estimate');
    #most = byId('order-most');
    #submit = byId('order-submit');
    #order = null;
    #enabled = false;
    #means = { price: NaN, held: 0, cash: NaN };

    /** `place(action, ticker, shares)` is called with a number that is one. */
    constructor(place) {
        byId('order-form').addEventListener('submit', event => {
            event.preventDefault();
            this.#check(place);
        });
        byId('order-cancel').addEventListener('click', () => this.close());
        this.#dialog.addEventListener('close', () => (this.#order = null));
        this.#shares.addEventListener('input', () => {
            this.#complain('');
            this.#showEstimate();
        });
        this.#most.addEventListener('click', () => this.#fillIn(this.#mostShares()));
        for (const button of this.#dialog.querySelectorAll('[data-shares]')) {
            button.addEventListener('click', () => this.#fillIn(button.dataset.shares));
        }
    }

    /** The ticker it asks about, or null while it is closed. */
    get ticker() {
        return this.#order?.ticker ?? null;
    }

    open(action, ticker, company, means) {
        this.#order = { action, ticker };
        this.#dialog.dataset.action = action.toLowerCase();
        setText(byId('order-title'), `${action} ${ticker}`);
        setText(byId('order-company'), company);
        this.#shares.value = '';
        this.#complain('');
        this.show(means);
        this.#dialog.showModal();
        this.#shares.focus();
    }

    close() {
        this.#dialog.close();
    }

    /** Keeps up with the market: `{ price, held, cash }`. */
    show(means) {
        this.#means = means;
        setText(byId('order-price'), amount(means.price));
        setText(byId('order-held'), count(means.held));
        setText(byId('order-cash'), amount(means.cash));
        const most = this.#mostShares();
        this.#most.disabled = most === 0;
        setText(this.#most, this.#buying() ? `Most: ${count(most)}` : `All ${count(most)}`);
        this.#showEstimate();
    }

    /** Without a connection no order can be sent; the button stays where the keyboard is, and says so. */
    enable(enabled) {
        this.#enabled = enabled;
        this.#submit.setAttribute('aria-disabled', String(!enabled));
        byId('order-offline').hidden = enabled;
    }

    #fillIn(shares) {
        this.#shares.value = String(shares);
        this.#complain('');
        this.#showEstimate();
        this.#shares.focus();
    }

    #check(place) {
        if (!this.#enabled) {
            return;
        }
        const shares = this.#entered();
        if (shares === null) {
            this.#complain('Write a whole number of shares, 1 or more.');
            this.#shares.focus();
            return;
        }
        const { action, ticker } = this.#order;
        this.close();
        place(action, ticker, shares);
    }

    #showEstimate() {
        const shares = this.#entered();
        const sum = shares * this.#means.price;
        const tooMuch = shares > this.#mostShares();
        this.#estimate.classList.toggle('warning', shares !== null && tooMuch);
        setText(this.#estimate, shares === null ? ' ' : this.#sentence(sum, tooMuch));
        setText(this.#submit, shares === null ? this.#order.action : `${this.#order.action} ${count(shares)}`);
    }

    #sentence(sum, tooMuch) {
        if (tooMuch) {
            return this.#buying() ? `About ${amount(sum)}: more than your cash.` : 'More than the shares you hold.';
        }
        const left = this.#means.cash + (this.#buying() ? -sum : sum);
        return `About ${amount(sum)}; your cash will be ${amount(left)}.`;
    }

    #mostShares() {
        const { price, held, cash } = this.#means;
        return this.#buying() ? Math.floor(cash / price) || 0 : held;
    }

    #buying() {
        return this.#order.action === 'Buy';
    }

    #entered() {
        const text = this.#shares.value.trim();
        return WHOLE_NUMBER.test(text) ? Number(text) : null;
    }

    #complain(message) {
        setText(this.#error, message);
        this.#shares.setAttribute('aria-invalid', String(message !== ''));
    }
}
