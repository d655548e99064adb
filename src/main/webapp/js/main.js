import { ALL_FAILED, Connection } from './connection.js';
import { Desk } from './desk.js';
import { Latency } from './latency.js';
import { currentUser, logOut } from './login.js';
import { Market } from './market.js';
import { Slowness } from './slowness.js';
import { byId, setText } from './view/dom.js';
import { Course } from './view/course.js';
import { LoginForm } from './view/login-form.js';
import { OrderDialog } from './view/order-dialog.js';
import { OrderList, spoken } from './view/order-list.js';
import { PositionsTable } from './view/positions-table.js';
import { SlowButton } from './view/slow-button.js';
import { announce, notice, Status } from './view/status.js';
import { TransportChoice } from './view/transport-choice.js';
import { Worth } from './view/worth.js';

/** Calmer than the market, calmer still for whoever wants little motion. A hidden tab gets timers, but no frames. */
const PAINT_MILLIS = matchMedia('(prefers-reduced-motion: reduce)').matches ? 500 : 100;
const PROBE_MILLIS = 5_000;
/** RFC 6455 section 7.4.1; what the server says to the sockets of a login that ended, and to clients too slow. */
const POLICY_VIOLATION = 1008;

const market = new Market();
const latency = new Latency();
const connection = new Connection(new URL('portfolio', document.baseURI).href, {
    changed: showState,
    connected: takeUp,
    received: (arrived, sent) => latency.received(arrived, sent),
    refused: notice,
    closed: askWhy,
});
/** Other tabs of this browser share the login, and learn here that it changed. */
const otherTabs = new BroadcastChannel(`login ${document.baseURI}`);

const status = new Status(() => connection.open());
const transportChoice = new TransportChoice(transport => {
    notice('');
    connection.use(transport);
    connection.open();
});
const loginForm = new LoginForm(user => {
    otherTabs.postMessage('changed');
    begin(user);
    byId('worth-heading').focus();
});
const course = new Course();
const worth = new Worth();
const table = new PositionsTable({ trade: openDialog, choose: look });
const dialog = new OrderDialog((action, ticker, shares) => {
    notice('');
    desk.trade(action, ticker, shares);
});
const list = new OrderList();
const slowButton = new SlowButton(slow => slowness.want(slow));
const slowness = new Slowness(connection, doing => {
    slowButton.show(doing);
    status.served(doing.node);
});

let user;
let desk;
let chosen;
let paintTimer;

byId('logout').addEventListener('click', leave);
otherTabs.addEventListener('message', followOtherTab);
window.addEventListener('online', () => connection.live || connection.open());
connection.use(transportChoice.chosen);
begin(await currentUser().catch(() => null));
setInterval(everySecond, 1000);
setInterval(probe, PROBE_MILLIS);

/** Starts over for this user, or for a visitor (null), with a connection that knows who it serves. */
function begin(name) {
    enter(name);
    connection.open();
}

function enter(name) {
    if (user !== name) {
        user = name;
        if (name !== null) {
            notice('');
        }
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
    if (name === null) {
        lose();
    }
    enter(name);
    connection.recall('/topic/course.stock.*', quotes => {
        market.remembered(quotes, Date.now());
        paintSoon();
    });
    connection.subscribe('/topic/price.stock.*', quote => {
        market.quoted(quote, Date.now());
        chosen ??= quote.ticker;
        paintSoon();
    });
    if (user !== null) {
        desk.connected();
    }
    slowness.connected();
    probe();
}

async function askWhy(code) {
    if (code === ALL_FAILED && transportChoice.chosen !== '') {
        notice(`No connection by ${transportChoice.chosen}. Choose another transport, or Automatic.`);
    }
    if (code === POLICY_VIOLATION && (await currentUser().catch(() => user)) === null) {
        lose();
    }
}

async function followOtherTab() {
    const name = await currentUser().catch(() => user);
    if (name === null) {
        lose();
    }
    begin(name);
}

/** Back to the login form when a login ended without our doing; nothing where there was none. */
function lose() {
    if (user === null) {
        return;
    }
    const confirmed = desk.orders.pending().length === 0;
    dialog.close();
    enter(null);
    notice(
        confirmed
            ? 'Your session has ended. Log in to go on trading.'
            : 'Your session ended before every order was confirmed. Log in and look at your positions.',
    );
    loginForm.focus();
}

async function leave() {
    // Closed first: our own logout is no session that was lost.
    connection.close();
    try {
        await logOut();
        otherTabs.postMessage('changed');
        notice('');
        begin(null);
        loginForm.focus();
    } catch {
        connection.open();
        notice('The server does not answer; you are still logged in. Try again in a moment.');
    }
}

function showState(state) {
    status.show(state);
    dialog.enable(state.name === 'live');
}

function showUser() {
    document.body.dataset.mode = user === null ? 'visitor' : 'trader';
    setText(byId('user'), user ?? '');
}

function openDialog(action, ticker) {
    choose(ticker);
    dialog.open(action, ticker, market.look(ticker, Date.now()).company, means(ticker));
}

/** On a small screen the chart may be out of sight. */
function look(ticker) {
    choose(ticker);
    byId('course').scrollIntoView({ block: 'nearest' });
}

function choose(ticker) {
    chosen = ticker;
    paint();
}

function means(ticker) {
    return {
        price: market.price(ticker),
        held: desk.positions.shares(ticker) ?? 0,
        cash: desk.positions.cash,
    };
}

function paintSoon() {
    paintTimer ??= setTimeout(paint, PAINT_MILLIS);
}

function paint() {
    clearTimeout(paintTimer);
    paintTimer = undefined;
    const now = Date.now();
    desk.positions.all().forEach(position => market.seeded(position, now));
    table.show(market, desk.positions, chosen, now);
    worth.show(market, desk.positions);
    if (market.price(chosen) !== undefined) {
        course.show(market.look(chosen, now), desk.orders.filled(chosen), now);
    }
    list.show(desk.orders.all());
    if (dialog.ticker !== null) {
        dialog.show(means(dialog.ticker));
    }
}

function everySecond() {
    status.count(Date.now());
    status.measured(latency.reading(performance.timeOrigin + performance.now()));
    if (slowness.wanted) {
        slowness.ask();
    }
    paintSoon();
}

function probe() {
    slowness.ask();
    if (connection.live) {
        const now = performance.timeOrigin + performance.now();
        connection.measureRoundTrip(roundTrip => latency.roundTrip(now, roundTrip));
    }
}
