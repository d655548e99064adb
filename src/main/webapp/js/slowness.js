const DOING = '/user/queue/connection';

/**
 * Makes this tab a slow client on request, and asks what the server does about it. A browser reads a socket whether its
 * page wants to or not, so the server is asked to write to this one seldom.
 *
 * The listener is told `{ conflated, node }`: how many messages were replaced by newer ones on the connection there is, and
 * which node serves it, where it has a name.
 */
export class Slowness {
    #connection;
    #listener;
    #wanted = false;

    constructor(connection, listener) {
        this.#connection = connection;
        this.#listener = listener;
    }

    /** Takes up the conversation, the first one or the next: the new connection does not know how slow we are. */
    connected() {
        this.#connection.subscribe(DOING, this.#listener);
        this.#tell();
    }

    want(slow) {
        this.#wanted = slow;
        this.#tell();
    }

    get wanted() {
        return this.#wanted;
    }

    ask() {
        if (this.#connection.live) {
            this.#connection.send('/app/connection', {});
        }
    }

    #tell() {
        if (this.#connection.live) {
            this.#connection.send('/app/connection/pace', { slow: this.#wanted });
        }
    }
}
