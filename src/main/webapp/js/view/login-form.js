import { LoginRefused, logIn } from '../login.js';
import { byId } from './dom.js';

/** The form a visitor logs in with; `loggedIn(user)` is called after the server agreed. */
export class LoginForm {
    #form = byId('login-form');
    #username = byId('username');
    #password = byId('password');
    #button = byId('login');
    #error = byId('login-error');
    #loggedIn;
    #busy = false;

    constructor(loggedIn) {
        this.#loggedIn = loggedIn;
        this.#form.addEventListener('submit', event => {
            event.preventDefault();
            this.#submit();
        });
        for (const button of this.#form.querySelectorAll('[data-username]')) {
            button.addEventListener('click', () => this.#fillIn(button.dataset));
        }
    }

    focus() {
        this.#username.focus();
    }

    #fillIn({ username, password }) {
        this.#username.value = username;
        this.#password.value = password;
        this.#button.focus();
    }

    async #submit() {
        if (this.#busy) {
            return;
        }
        this.#show('');
        this.#setBusy(true);
        try {
            const user = await logIn(this.#username.value, this.#password.value);
            this.#form.reset();
            this.#loggedIn(user);
        } catch (refusal) {
            if (!(refusal instanceof LoginRefused)) {
                throw refusal;
            }
            this.#show(refusal.message);
            this.#password.select();
            this.#password.focus();
        } finally {
            this.#setBusy(false);
        }
    }

    /** The button stays in the page's tab order meanwhile, or the keyboard would lose its place. */
    #setBusy(busy) {
        this.#busy = busy;
        this.#button.setAttribute('aria-disabled', String(busy));
    }

    #show(message) {
        this.#error.textContent = message;
        this.#password.setAttribute('aria-invalid', String(message !== ''));
    }
}
