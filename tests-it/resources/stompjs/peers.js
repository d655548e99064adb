// Clients of @stomp/stompjs whose callbacks are promises, for the scripts of StompJsIT; every wait has an end.
import {Client} from './lib/client.js';

const PATIENCE = 10_000;
const clients = [];

/** What has come and waits to be asked for. */
class Inbox {
  #come = [];
  #waiting = [];

  put(one) {
    const asks = this.#waiting.shift();
    asks ? asks(one) : this.#come.push(one);
  }

  get size() {
    return this.#come.length;
  }

  next(what = 'a message') {
    if (this.#come.length) {
      return Promise.resolve(this.#come.shift());
    }
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`${what} should have come`)), PATIENCE);
      this.#waiting.push(resolve);
    });
  }
}

/** One client, which has its CONNECTED. */
class Peer {
  errors = new Inbox();
  ends = new Inbox();
  beats = new Inbox();
  #receipts = 0;

  constructor(port, settings) {
    this.client = new Client({
      brokerURL: `ws://127.0.0.1:${port}/stomp`,
      reconnectDelay: 0,
      heartbeatIncoming: 0,
      heartbeatOutgoing: 0,
      onStompError: frame => this.errors.put(frame),
      onWebSocketClose: event => this.ends.put(event),
      debug: line => line === '<<< PONG' && this.beats.put(line),
      ...settings,
    });
  }

  connect() {
    const connected = new Inbox();
    this.client.onConnect = frame => connected.put(frame);
    this.client.activate();
    return connected.next('CONNECTED');
  }

  receipt() {
    const told = new Inbox();
    const name = `receipt-${++this.#receipts}`;
    this.client.watchForReceipt(name, frame => told.put(frame));
    return {headers: {receipt: name}, come: () => told.next('a receipt')};
  }

  /** Subscribes; the server has taken it when the promise is kept. */
  async subscribe(destination, headers = {}) {
    const inbox = new Inbox();
    const receipt = this.receipt();
    this.client.subscribe(destination, message => inbox.put(message), {...headers, ...receipt.headers});
    await receipt.come();
    return inbox;
  }

  /** Sends; the server has taken it when the promise is kept. */
  async send(destination, body, more = {}) {
    const receipt = this.receipt();
    const content = typeof body === 'string' ? {body} : {binaryBody: body};
    this.client.publish({destination, ...content, ...more, headers: {...more.headers, ...receipt.headers}});
    await receipt.come();
  }

  /** DISCONNECT, its RECEIPT and the end. */
  leave() {
    return this.client.deactivate();
  }
}

window.connected = async (port, settings = {}) => {
  const peer = new Peer(port, settings);
  clients.push(peer);
  await peer.connect();
  return peer;
};

window.leaveAll = () => Promise.all(clients.splice(0).map(peer => peer.client.deactivate({force: true})));
