/** Why the server did not log us in: a sentence to show and, after too many attempts, the seconds to wait. */
export class LoginRefused extends Error {
    constructor(message, retryAfterSeconds) {
        super(message);
        this.retryAfterSeconds = retryAfterSeconds;
    }
}

/** The name of the user this browser is logged in as, or null. */
export async function currentUser() {
    const response = await fetch('session', { cache: 'no-store' });
    return response.ok ? (await response.json()).user : null;
}

/** Logs in and gives the user's name; throws LoginRefused. */
export async function logIn(username, password) {
    let response;
    try {
        response = await fetch('login', { method: 'POST', body: new URLSearchParams({ username, password }) });
    } catch {
        throw new LoginRefused('The server does not answer. Try again in a moment.', 0);
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
        const message = answer.message ?? `The server refused the login (status ${response.status}).`;
        throw new LoginRefused(message, Number(response.headers.get('Retry-After') ?? 0));
    }
    return answer.user;
}

/** Ends the login in every tab of this browser; throws when the server cannot be reached. */
export async function logOut() {
    const response = await fetch('logout', { method: 'POST' });
    if (!response.ok) {
        throw new Error(`Logout answered with status ${response.status}`);
    }
}
