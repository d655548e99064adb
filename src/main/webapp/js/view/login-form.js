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
        this.#error.textContent = '';
        this.#button.disabled = true;
        let retryAfterSeconds = 0;
        try {
            const user = await logIn(this.#username.value, this.#password.value);
            this.#form.reset();
            this.#loggedIn(user);
        } catch (refusal) {
            if (!(refusal instanceof LoginRefused)) {
                throw refusal;
            }
            retryAfterSeconds = refusal.retryAfterSeconds;
            this.#show(refusal.message);
        } finally {
            setTimeout(() => (this.#button.disabled = false), retryAfterSeconds * 1000);
        }
    }

    #show(message) {
        this.#error.textContent = message;
        this.#password.select();
    }
}
