/** Why the server did not log us in: a sentence to show. */
export class LoginRefused extends Error {}

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
        throw new LoginRefused('The server does not answer. Try again in a moment.');
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
        throw new LoginRefused(answer.message ?? `The server refused the login (status ${response.status}).`);
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
