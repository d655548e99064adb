import { Connection } from './connection.js';
import { Desk } from './desk.js';
import { Latency } from './latency.js';
import { currentUser, logOut } from './login.js';
import { Market } from './market.js';
import { byId, setText } from './view/dom.js';
import { LoginForm } from './view/login-form.js';
import { OrderDialog } from './view/order-dialog.js';
import { OrderList, spoken } from './view/order-list.js';
import { PositionsTable } from './view/positions-table.js';
import { announce, notice, Status } from './view/status.js';

/** Calmer than the market, and often enough for an eye. A timer, since a hidden tab gets no animation frames. */
const PAINT_MILLIS = 100;
const PROBE_MILLIS = 5_000;
/** RFC 6455 section 7.4.1; what the server says to the sockets of a login that ended, and to clients too slow. */
const POLICY_VIOLATION = 1008;

const market = new Market();
const latency = new Latency();
const connection = new Connection(endpoint(), {
    changed: showState,
    connected: takeUp,
    received: (arrived, sent) => latency.received(arrived, sent),
    refused: notice,
    closed: askWhoWeAre,
});
/** Other tabs of this browser share the login, and learn here that it changed. */
const otherTabs = new BroadcastChannel(`login ${document.baseURI}`);

const status = new Status(() => connection.open());
const loginForm = new LoginForm(user => {
    otherTabs.postMessage('changed');
    begin(user);
    byId('portfolio-heading').focus();
});
const table = new PositionsTable((action, ticker) => dialog.open(action, ticker, means(ticker)));
const dialog = new OrderDialog((action, ticker, shares) => desk.trade(action, ticker, shares));
const list = new OrderList();

let user;
let desk;
let paintTimer;

byId('logout').addEventListener('click', leave);
otherTabs.addEventListener('message', async () => begin(await currentUser().catch(() => null)));
window.addEventListener('online', () => connection.live || connection.open());
begin(await currentUser().catch(() => null));
setInterval(everySecond, 1000);
setInterval(probe, PROBE_MILLIS);

/** Relative to the page, wherever it is deployed, and encrypted if the page is. */
function endpoint() {
    const url = new URL('portfolio', document.baseURI);
    url.protocol = url.protocol.replace('http', 'ws');
    return url.href;
}

/** Starts over for this user, or for a visitor (null), with a connection that knows who it serves. */
function begin(name) {
    notice('');
    enter(name);
    connection.open();
}

function enter(name) {
    if (user !== name) {
        user = name;
        desk = new Desk(connection, {
            changed: paintSoon,
            settled: order => {
                announce(spoken(order));
                paintSoon();
            },
            failed: notice,
        });
        showUser();
    }
    paintSoon();
}

/** The server's word on who we are counts: a restarted one has forgotten every login. */
function takeUp(name) {
    if (user !== null && name === null) {
        lose();
    }
    enter(name);
    connection.subscribe('/topic/price.stock.*', quote => {
        market.quoted(quote, Date.now());
        paintSoon();
    });
    if (user !== null) {
        desk.connected();
    }
    probe();
}

async function askWhoWeAre(code) {
    if (code !== POLICY_VIOLATION || user === null) {
        return;
    }
    if ((await currentUser().catch(() => user)) === null && user !== null) {
        lose();
        enter(null);
    }
}

/** The login ended without our doing. */
function lose() {
    const unconfirmed = desk.orders.pending().length;
    dialog.close();
    notice(
        unconfirmed === 0
            ? 'Your session has ended. Log in to go on trading.'
            : `Your session has ended with ${unconfirmed} unconfirmed order(s). Log in and look at your positions.`,
    );
}

async function leave() {
    // Closed first: our own logout is no session that was lost.
    connection.close();
    try {
        await logOut();
        otherTabs.postMessage('changed');
        begin(null);
        loginForm.focus();
    } catch {
        connection.open();
        notice('The server does not answer; you are still logged in. Try again in a moment.');
    }
}

function showState(state) {
    status.show(state);
    table.enableTrading(state.name === 'live');
    dialog.enable(state.name === 'live');
}

function showUser() {
    const trader = user !== null;
    document.body.dataset.mode = trader ? 'trader' : 'visitor';
    byId('account').hidden = !trader;
    byId('summary').hidden = !trader;
    byId('orders-panel').hidden = !trader;
    byId('login-panel').hidden = trader;
    setText(byId('user'), user ?? '');
    setText(byId('portfolio-heading'), trader ? 'Portfolio' : 'Live prices');
}

function means(ticker) {
    return {
        price: market.price(ticker),
        held: desk.positions.get(ticker)?.shares ?? 0,
        cash: desk.positions.cash,
    };
}

function paintSoon() {
    paintTimer ??= setTimeout(paint, PAINT_MILLIS);
}

function paint() {
    paintTimer = undefined;
    const now = Date.now();
    desk.positions.all().forEach(({ ticker, price }) => market.seeded(ticker, price, now));
    table.show(market, desk.positions, now);
    table.enableTrading(connection.live);
    list.show(desk.orders.all());
    if (dialog.ticker !== null) {
        dialog.show(means(dialog.ticker));
    }
}

function everySecond() {
    status.count(Date.now());
    status.measured(latency.reading(performance.timeOrigin + performance.now()));
    paintSoon();
}

function probe() {
    if (connection.live) {
        const now = performance.timeOrigin + performance.now();
        connection.measureRoundTrip(roundTrip => latency.roundTrip(now, roundTrip));
    }
}
