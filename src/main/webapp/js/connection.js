// client.js, not index.js: the index also exports a compatibility layer that the build leaves out.
import { Client } from '../lib/stompjs/client.js';
// The client of SockJS, which makes itself known as SockJS; every endpoint that speaks SockJS has it.
import '../portfolio/sockjs-1.6.1.min.js';

const HEART_BEAT_MILLIS = 10_000;
/**
 * None of ours: a hidden tab's timers run once a minute, and a server that waits for them would think us dead. Browsers
 * answer its pings (RFC 6455 section 5.5.2) even then.
 */
const NO_HEART_BEAT = 0;
const CONNECT_MILLIS = 15_000;
/** How long each transport may take before the next is tried: what swallows upgrades says nothing. */
const TRANSPORT_MILLIS = 5_000;
const FIRST_RETRY_MILLIS = 500;
const LAST_RETRY_MILLIS = 15_000;
/** A connection that broke sooner than this counts as one more failure, so that a server in trouble is not hammered. */
const STEADY_MILLIS = 5_000;
const PROBE_DESTINATION = '/topic/price.stock.*';

/** What SockJS's client closes with when it has no transport left to try. */
export const ALL_FAILED = 2000;

/**
 * One STOMP conversation with the server, begun again whenever it breaks.
 *
 *     open() ──> connecting ── CONNECTED ──> live
 *                   ^    │                     │
 *                   │    └── socket closed ────┤
 *                   └── back-off over ────── offline
 *
 * Subscriptions die with their socket, so `listener.connected` is called after every CONNECTED and subscribes anew.
 *
 * The socket is SockJS's: a WebSocket, or, where none can be opened, the first of its other transports that works.
 *
 * The listener:
 * - `changed(state)`: `{ name: 'connecting' | 'live' | 'offline', transport, retryAt }`; `transport` is the one in use,
 *   of a live connection, `retryAt` in milliseconds of `Date.now()`
 * - `connected(user)`: the user of the `user-name` header, or null
 * - `received(arrived, sent)`: a message came in; both in milliseconds since 1970, each by its own clock
 * - `refused(message)`: the server sent an ERROR frame and will close
 * - `closed(code)`: the close status (RFC 6455 section 7.4), or a code of SockJS's client, such as ALL_FAILED
 */
export class Connection {
    #url;
    #listener;
    #transports = [];
    #socket;
    #client = null;
    #failures = 0;
    #retryTimer;
    #steadyTimer;
    #lastId = 0;

    constructor(url, listener) {
        this.#url = url;
        this.#listener = listener;
    }

    /** Takes, from the next `open` on, no transport but this; any if it is empty. */
    use(transport) {
        this.#transports = transport === '' ? [] : [transport];
    }

    get live() {
        return this.#client !== null && this.#client.connected;
    }

    /** Connects at once, in place of whatever connection or waiting there is. */
    open() {
        this.close();
        // A Client of its own for every attempt: nothing of a broken conversation can leak into the next.
        const client = new Client({
            webSocketFactory: () => this.#newSocket(),
            connectionTimeout: CONNECT_MILLIS,
            heartbeatIncoming: HEART_BEAT_MILLIS,
            heartbeatOutgoing: NO_HEART_BEAT,
            reconnectDelay: 0,
            // A dead network may keep a closing socket for minutes; the page says OFFLINE at once instead.
            discardWebsocketOnCommFailure: true,
            onConnect: frame => this.#connected(frame),
            onStompError: frame => this.#listener.refused(frame.headers.message ?? 'The server refused the request.'),
            onWebSocketClose: event => {
                if (this.#client === client) {
                    this.#broken(event.code);
                }
            },
        });
        this.#client = client;
        this.#listener.changed({ name: 'connecting' });
        client.activate();
    }

    /** Drops the connection, and with it the answers still under way; `open` begins anew. */
    close() {
        clearTimeout(this.#retryTimer);
        clearTimeout(this.#steadyTimer);
        const client = this.#client;
        this.#client = null;
        client?.deactivate({ force: true });
    }

    /** Calls `received` with each message's body, read as JSON, until the connection ends. */
    subscribe(destination, received) {
        this.#client.subscribe(destination, message => this.#deliver(message, received), { id: this.#newId('sub') });
    }

    /**
     * The same for what must not be missed: goes on at `place`, an object of the caller's that is kept up to date here, with
     * what came since. Calls `missed` when the server cannot tell what that is.
     */
    resume(destination, place, received, missed) {
        const receipt = this.#newId('sub');
        if (place.epoch !== undefined) {
            // With a receipt, since without one an empty message would say it.
            this.#client.watchForReceipt(receipt, frame => frame.headers.resumed === 'true' || missed());
        }
        const follow = message => {
            const { epoch, offset } = message.headers;
            if (epoch !== undefined) {
                Object.assign(place, { epoch, offset });
            }
            this.#deliver(message, received);
        };
        this.#client.subscribe(destination, follow, { ...place, id: receipt, receipt });
    }

    /** Calls `remembered` once, with the bodies of what the server has kept of these topics, the oldest first. */
    recall(destination, remembered) {
        const receipt = this.#newId('recall');
        const bodies = [];
        const subscription = this.#client.subscribe(destination, message => bodies.push(JSON.parse(message.body)), {
            id: receipt,
            receipt,
        });
        this.#client.watchForReceipt(receipt, () => {
            subscription.unsubscribe();
            remembered(bodies);
        });
    }

    send(destination, body) {
        this.#client.publish({
            destination,
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
        });
    }

    /**
     * Measures one round trip, in milliseconds. The smallest question that everybody may ask, logged in or not, is a
     * subscription taken back in the same breath; the receipt of the second frame is the answer.
     */
    measureRoundTrip(measured) {
        const receipt = this.#newId('rtt');
        const started = performance.now();
        this.#client.watchForReceipt(receipt, () => measured(performance.now() - started));
        this.#client.subscribe(PROBE_DESTINATION, () => {}, { id: receipt }).unsubscribe({ receipt });
    }

    #newSocket() {
        this.#socket = new SockJS(this.#url, null, { transports: this.#transports, timeout: TRANSPORT_MILLIS });
        return this.#socket;
    }

    #connected(frame) {
        this.#steadyTimer = setTimeout(() => (this.#failures = 0), STEADY_MILLIS);
        this.#listener.changed({ name: 'live', transport: this.#socket.transport });
        this.#listener.connected(frame.headers['user-name'] ?? null);
    }

    #broken(code) {
        this.close();
        const delay = backOff(this.#failures++);
        this.#retryTimer = setTimeout(() => this.open(), delay);
        this.#listener.changed({ name: 'offline', retryAt: Date.now() + delay });
        this.#listener.closed(code);
    }

    #deliver(message, received) {
        const body = JSON.parse(message.body);
        this.#listener.received(performance.timeOrigin + performance.now(), body.sent);
        received(body);
    }

    #newId(prefix) {
        return `${prefix}-${++this.#lastId}`;
    }
}

/** Doubles up to a bound; the upper half is random, so that a thousand pages do not come back as one. */
function backOff(failures) {
    const ceiling = Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS * 2 ** failures);
    return ceiling * (0.5 + Math.random() / 2);
}
