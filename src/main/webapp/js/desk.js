import { Orders } from './orders.js';
import { Positions } from './positions.js';

/**
 * One trader's positions and orders, kept in step with the server.
 *
 * The listener:
 * - `changed()`: something to show anew
 * - `settled(order)`: an order was filled or rejected
 * - `failed(message)`: an error that belongs to no order of this tab
 */
export class Desk {
    positions = new Positions();
    orders = new Orders();
    #connection;
    #listener;
    /** Where the two subscriptions stand that go on after a break. */
    #changesSeen = {};
    #answersSeen = {};

    constructor(connection, listener) {
        this.#connection = connection;
        this.#listener = listener;
    }

    /** Takes up the conversation, the first one or the next: changes first, so that none falls before the snapshot. */
    connected() {
        this.#connection.resume(
            '/user/queue/position-updates',
            this.#changesSeen,
            position => this.#positionChanged(position),
            () => {}, // the snapshot has it
        );
        this.#connection.resume(
            '/user/queue/orders',
            this.#answersSeen,
            answer => this.#orderAnswered(answer),
            () => this.#askForOrders(),
        );
        this.#connection.subscribe('/user/queue/errors', error => this.#refused(error));
        this.#askForSnapshot();
        // Whether these arrived before the break nobody knows; with the same order id the server fills none twice.
        this.orders.pending().forEach(order => this.#send(order));
    }

    /** Sends an order, or keeps it pending for the next connection when this one has just gone. */
    trade(action, ticker, shares) {
        const order = this.orders.place(action, ticker, shares);
        if (this.#connection.live) {
            this.#send(order);
        }
        this.#listener.changed();
    }

    #send({ id, action, ticker, shares }) {
        this.#connection.send('/app/trade', { action, ticker, shares, orderId: id });
    }

    #askForSnapshot() {
        this.positions.awaitSnapshot();
        this.#connection.subscribe('/app/positions', positions => {
            this.#keepInStep(this.positions.snapshot(positions));
            if (this.orders.lack(this.positions.sequence)) {
                this.#askForOrders();
            }
        });
    }

    /** The server keeps the last orders, those too whose answers went with the node that gave them. */
    #askForOrders() {
        this.#connection.subscribe('/app/orders', answers => {
            this.orders.recalled(answers).forEach(order => this.#listener.settled(order));
            this.#listener.changed();
        });
    }

    #positionChanged(position) {
        this.#keepInStep(this.positions.changed(position));
    }

    #keepInStep(inStep) {
        if (!inStep) {
            this.#askForSnapshot();
        }
        this.#listener.changed();
    }

    #orderAnswered(answer) {
        const order = this.orders.answered(answer);
        if (order) {
            this.#listener.settled(order);
        }
    }

    #refused(error) {
        const order = this.orders.refused(error);
        if (order) {
            this.#listener.settled(order);
        } else if (!error.orderId) {
            this.#listener.failed(error.message);
        }
    }
}
