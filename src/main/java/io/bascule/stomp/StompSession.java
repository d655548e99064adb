package io.bascule.stomp;

import io.bascule.broker.Broker.Operation;
import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Delivery;
import io.bascule.broker.Subscriber;
import io.bascule.broker.Subscription;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Lane;
import io.bascule.connection.Part;
import io.bascule.handshake.Handshake;
import io.bascule.stomp.Login.Identity;
import io.bascule.stomp.frame.Command;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.FrameDecoder;
import io.bascule.stomp.frame.FrameRefused;
import io.bascule.stomp.frame.Headers;
import io.bascule.stomp.frame.HeartBeat;
import io.bascule.stomp.frame.Quoted;
import io.bascule.time.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The STOMP conversation with one client.
 *
 * <pre>
 *        CONNECT           login        DISCONNECT with receipt           receipt sent, linger over
 *     NEW ──────> ENTERING ─────> OPEN ──────────────────────> LEAVING ───────────────────────────┐
 *      │             │             │                              │                               v
 *      └─────────────┴─────────────┴──────────────────────────────┴──────────────────────────> ENDED
 *        anything refused (ERROR first), DISCONNECT without receipt, silence, expiry, connection gone
 * </pre>
 *
 * What arrives while the login is under way is read behind it, and so is what follows a COMMIT whose messages to topics
 * wait for its queues ({@code COMMITTING}, as {@code OPEN} otherwise), or they would be overtaken.
 *
 * <p>Whatever changes this state is an <em>event</em>: bytes from the client, the end of a frame's processing, the
 * timer. They arrive on threads of the carrier, the application and the timer, and run one at a time in
 * {@code events}, on whichever of these threads is there first; they are short and never block. Only
 * {@link #deliver}, {@link #user} and {@link #connection} are called beside them, by any thread.
 */
public final class StompSession implements ConnectionHandler, Subscriber {
    private static final Logger LOG = System.getLogger(StompSession.class.getName());
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private enum Phase {
        NEW,
        ENTERING,
        OPEN,
        COMMITTING,
        LEAVING,
        ENDED
    }

    private final Stomp stomp;
    private final Handshake handshake;
    private final Lane events = Lane.inline();
    private final Lane application;
    private final Dealings dealings;
    private final HeartBeats heartBeats;

    /** Written once by {@link #opened}, before there is any event or delivery, as the next three. */
    @SuppressWarnings("NullAway.Init")
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    private FrameSender sender;

    @SuppressWarnings("NullAway.Init")
    private Backlog backlog;

    @SuppressWarnings("NullAway.Init")
    private Receipts receipts;

    private final Standing standing;

    /** In events only, as all below. */
    private final FrameDecoder decoder;

    /** What has arrived, but for what has been read of it. */
    private final ArrayDeque<ByteBuffer> unread = new ArrayDeque<>();

    private Phase phase = Phase.NEW;
    private boolean gone;
    /** For CONNECT to come and the login to end, later for the client to close after DISCONNECT. */
    private Timer.Appointment deadline = () -> {};

    StompSession(Stomp stomp, Handshake handshake) {
        this.stomp = stomp;
        this.handshake = handshake;
        this.application = Lane.on(stomp.handlers());
        this.heartBeats = new HeartBeats(stomp.timer(), stomp.ticker(), this::inTurn);
        this.standing = new Standing(stomp, handshake, this::inTurn, this::expired);
        this.dealings = new Dealings(stomp, this, standing::identity, this::inTurn, this::unacknowledgedOverflow);
        this.decoder = new FrameDecoder(stomp.options().frames());
    }

    // What the carrier tells.

    @Override
    public void opened(Connection opened) {
        connection = opened;
        sender = new FrameSender(opened);
        backlog = new Backlog(opened, stomp.options().limits(), () -> inTurn(this::overflow));
        receipts = new Receipts(backlog, this::inTurn, this::sendReceipt, this::fail);
        var patience = stomp.options().firstMessage();
        var tooLate = CloseStatus.POLICY.because("no CONNECT within " + patience.toMillis() + " ms (firstMessage)");
        deadline = later(patience, () -> onlyIn(Phase.NEW, () -> end(tooLate)));
    }

    /** The timer may have begun what was cancelled a moment ago. */
    private void onlyIn(Phase expected, Runnable event) {
        if (phase == expected) {
            event.run();
        }
    }

    private Timer.Appointment later(Duration wait, Runnable event) {
        return stomp.timer().after(wait, () -> inTurn(event));
    }

    /** STOMP is a stream of bytes: where messages begin and end does not matter. */
    @Override
    public void received(Part part, boolean last) {
        heartBeats.heard();
        backlog.addMessage(part.size());
        inTurn(() -> {
            unread.add(part.bytes());
            readOn();
        });
        backlog.check();
    }

    private void readOn() {
        while (!isHolding() && !unread.isEmpty()) {
            var in = unread.remove();
            backlog.removeMessage(in.remaining());
            read(in);
            if (isHolding() && in.hasRemaining()) {
                unread.addFirst(in);
                backlog.addMessage(in.remaining());
            }
        }
        backlog.check();
    }

    private boolean isHolding() {
        return phase == Phase.ENTERING || phase == Phase.COMMITTING;
    }

    @Override
    public void closed(CloseStatus status) {
        inTurn(() -> {
            phase = Phase.ENDED;
            deadline.cancel();
            leaveBroker();
        });
    }

    /** Application code, which may, runs in {@link #inOrder}; here heart-beats are heard however busy it is. */
    @Override
    public boolean neverBlocks() {
        return true;
    }

    /** An end of line and nothing else (STOMP 1.2, heart-beating). */
    @Override
    public boolean isHeartBeat(Part part) {
        return part.size() <= 2 && part.text().isBlank();
    }

    // What the broker asks.

    @Override
    public String connection() {
        return connection.id();
    }

    @Override
    public Optional<String> user() {
        return standing.identity().user();
    }

    @Override
    public Executor inOrder() {
        return application;
    }

    @Override
    public boolean deliver(Delivery delivery) {
        return dealings.deliver(delivery, sender);
    }

    @Override
    public void resumed(Subscription subscription, boolean whole) {
        dealings.resumed(subscription, whole, sender);
    }

    @Override
    public void ended(Subscription subscription, String why) {
        inTurn(() -> {
            if (dealings.has(subscription)) {
                var about = "The subscription was " + Quoted.of(subscription.destination()) + ".";
                refuse(Refusal.policy(why), Headers.NONE, about);
            }
        });
    }

    // Events.

    /** Runs an event now or behind those under way. The conversation cannot go on after one that fails. */
    private void inTurn(Runnable event) {
        events.execute(() -> {
            try {
                event.run();
            } catch (Throwable broken) { // frames are guarded by themselves: this is a fault of ours
                LOG.log(Level.ERROR, connection.id() + ": the STOMP session failed", broken);
                phase = Phase.ENDED;
                connection.close(CloseStatus.SERVER_ERROR);
            }
        });
    }

    private void read(ByteBuffer in) {
        try {
            while (phase == Phase.NEW || phase == Phase.OPEN) {
                var frame = decoder.next(in);
                if (frame.isEmpty()) {
                    return;
                }
                process(frame.get());
            }
        } catch (FrameRefused refused) {
            refuse(Refusal.of(refused), decoder.headersSoFar(), "The frame was not read to its end.");
        }
    }

    private void process(Frame frame) {
        try {
            if (phase == Phase.NEW) {
                connect(frame);
            } else {
                receipts.follow(obey(frame), frame);
            }
        } catch (Throwable failure) {
            fail(failure, frame);
        }
    }

    /** Does what a frame wants; the stage completes when that is done. */
    private CompletionStage<Void> obey(Frame frame) {
        return switch (frame.command()) {
            case SEND -> Standing.isToken(frame) ? renew(frame) : dealings.publish(frame);
            case SUBSCRIBE -> dealings.subscribe(frame, sender.version());
            case UNSUBSCRIBE -> dealings.unsubscribe(frame, sender.version());
            case DISCONNECT -> disconnect(frame);
            case CONNECT, STOMP -> throw Refusal.protocol("The connection is open already; there is no second CONNECT");
            case ACK -> dealings.settle(frame, Settlement.ACK, sender.version());
            case NACK -> dealings.settle(frame, Settlement.NACK, sender.version());
            case BEGIN -> dealings.begin(frame);
            case COMMIT -> commit(frame);
            case ABORT -> dealings.abort(frame);
            case CONNECTED, MESSAGE, RECEIPT, ERROR ->
                throw Refusal.protocol(frame.command() + " is a command of servers; a client must not send it");
        };
    }

    private void connect(Frame frame) {
        var opening = Opening.of(frame, stomp.options());
        deadline.cancel();
        phase = Phase.ENTERING;
        if (stomp.login().neverBlocks()) {
            enter(opening, stomp.login().login(handshake, frame.headers()));
        } else {
            var patience = stomp.options().firstMessage();
            deadline = later(patience, () -> onlyIn(Phase.ENTERING, () -> loginTooLong(patience)));
            application.execute(() -> logIn(opening, frame));
        }
    }

    private void loginTooLong(Duration patience) {
        LOG.log(
                Level.WARNING,
                () -> connection.id() + ": its login has taken " + patience.toMillis()
                        + " ms (firstMessage) and has not come to an end");
        refuse(Refusal.notNow("The login takes too long"), Headers.NONE, "Try again later.");
    }

    /** Where application code runs. */
    private void logIn(Opening opening, Frame frame) {
        try {
            var who = stomp.login().login(handshake, frame.headers());
            inTurn(() -> {
                enter(opening, who);
                readOn();
            });
        } catch (Throwable failure) { // a refusal, or the application's own code
            inTurn(() -> fail(failure, frame));
        }
    }

    private void enter(Opening opening, Identity who) {
        if (phase == Phase.ENTERING) {
            deadline.cancel();
            phase = Phase.OPEN;
            standing.begin(who);
            decoder.speak(opening.version());
            stomp.clients().connected(this); // first: whoever reads CONNECTED is known to be there
            sender.begin(opening.version(), opening.connected(connection.id(), who.user(), stomp.options()));
            beginHeartBeats(opening.heartBeat());
        }
    }

    private void beginHeartBeats(HeartBeat client) {
        var ours = stomp.options().heartBeat();
        heartBeats.send(ours.towards(client), sender::wasQuiet, sender::beat);
        var patience = client.towards(ours).multipliedBy(2);
        heartBeats.expect(patience, backlog::paused, () -> silent(patience));
    }

    private void silent(Duration patience) {
        end(CloseStatus.PROTOCOL_ERROR.because("no heart-beat for " + patience.toMillis() + " ms"));
    }

    private CompletionStage<Void> renew(Frame frame) {
        standing.renew(frame);
        return DONE;
    }

    private void expired() {
        var about = "Send a new one to /bascule/token before that.";
        refuse(Refusal.policy("The token has expired"), Headers.NONE, about);
    }

    private CompletionStage<Void> commit(Frame frame) {
        var transaction = dealings.committed(frame);
        var work = stomp.broker().apply(this, transaction);
        if (Operation.areMixed(transaction) && !work.toCompletableFuture().isDone()) {
            phase = Phase.COMMITTING;
            return work.thenRun(() -> inTurn(() -> onlyIn(Phase.COMMITTING, this::goOn)));
        }
        return work;
    }

    private void goOn() {
        phase = Phase.OPEN;
        readOn();
    }

    private CompletionStage<Void> disconnect(Frame frame) {
        if (frame.headers().first("receipt").isPresent()) {
            phase = Phase.LEAVING;
            leaveBroker();
        } else {
            end(CloseStatus.NORMAL);
        }
        return DONE;
    }

    private void sendReceipt(Frame frame) {
        var id = frame.headers().first("receipt");
        if (id.isEmpty() || phase == Phase.ENDED) {
            return;
        }
        var about = dealings.resumption(frame, sender.version());
        sender.send(
                new Frame(Command.RECEIPT, Headers.of("receipt-id", id.get()).and(about)));
        if (frame.command() == Command.DISCONNECT) {
            deadline = later(stomp.options().linger(), () -> end(CloseStatus.NORMAL));
        }
    }

    // Ends.

    private void overflow() {
        var o = stomp.options().limits();
        var reason = "More than " + o.waitingFrames() + " frames or " + o.waitingBytes() + " bytes wait to be handled";
        refuse(Refusal.policy(reason), Headers.NONE, "Wait for receipts before you send more.");
    }

    private void unacknowledgedOverflow() {
        int most = stomp.options().limits().unacknowledged();
        var reason = "More than " + most + " messages wait to be acknowledged";
        refuse(Refusal.policy(reason), Headers.NONE, "Acknowledge sooner, or subscribe with prefetch-count.");
    }

    private void fail(Throwable failure, Frame frame) {
        var cause = Receipts.unwrapped(failure);
        var refusal = Refusal.of(cause);
        if (refusal.isOurs()) {
            LOG.log(Level.ERROR, () -> connection.id() + ": " + shown(frame) + " failed", cause);
        }
        refuse(refusal, frame.headers(), "The frame was " + Quoted.of(frame.toString()) + ".");
    }

    /** What a log line may tell of a frame: no other header, since it might be somebody's secret. */
    private static String shown(Frame frame) {
        return frame.command()
                + frame.headers()
                        .first("destination")
                        .map(destination -> " to " + Quoted.of(destination))
                        .orElse("");
    }

    /** Answers with ERROR and closes ("ERROR"); {@code about} as {@link Refusal#error} has it. */
    private void refuse(Refusal refusal, Headers ofFrame, String about) {
        if (phase == Phase.ENDED) {
            return;
        }
        LOG.log(Level.DEBUG, () -> connection.id() + ": ERROR " + Quoted.of(refusal.getMessage()));
        leaveBroker();
        sender.send(refusal.error(ofFrame, about));
        end(refusal.status());
    }

    private void end(CloseStatus status) {
        if (phase != Phase.ENDED) {
            phase = Phase.ENDED;
            deadline.cancel();
            leaveBroker();
            connection.close(status);
        }
    }

    private void leaveBroker() {
        if (!gone) {
            gone = true;
            heartBeats.stop();
            standing.end();
            dealings.end();
            stomp.broker().gone(this);
            stomp.clients().disconnected(this);
        }
    }
}
