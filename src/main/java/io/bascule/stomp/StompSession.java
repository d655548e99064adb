package io.bascule.stomp;

import io.bascule.broker.Broker.Operation;
import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.BrokerMessage;
import io.bascule.broker.Delivery;
import io.bascule.broker.DestinationHandler.FailureTold;
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
import io.bascule.stomp.frame.StompVersion;
import io.bascule.time.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

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
 * What arrives while the login is under way is read behind it.
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
        LEAVING,
        ENDED
    }

    private final Stomp stomp;
    private final Handshake handshake;
    private final Lane events = Lane.inline();
    private final Lane application;
    private final OpenSubscriptions subscriptions;
    private final Unacknowledged unacknowledged;
    private final HeartBeats heartBeats;

    /** Written once by {@link #opened}, before there is any event or delivery, as the next two. */
    @SuppressWarnings("NullAway.Init")
    private Connection connection;

    @SuppressWarnings("NullAway.Init")
    private FrameSender sender;

    @SuppressWarnings("NullAway.Init")
    private Backlog backlog;

    private final Standing standing;

    /** In events only, as all below. */
    private final FrameDecoder decoder;

    private final Transactions transactions;
    /** What has arrived, but for what has been read of it. */
    private final ArrayDeque<ByteBuffer> unread = new ArrayDeque<>();

    private final Receipts receipts = new Receipts();
    private Phase phase = Phase.NEW;
    private boolean gone;
    private long published;
    /** For CONNECT to come, later for the client to close after DISCONNECT. */
    private Timer.Appointment deadline = () -> {};

    StompSession(Stomp stomp, Handshake handshake) {
        this.stomp = stomp;
        this.handshake = handshake;
        this.application = Lane.on(stomp.handlers());
        this.subscriptions = new OpenSubscriptions(stomp.options().limits());
        this.unacknowledged = new Unacknowledged(stomp.options().limits().unacknowledged());
        this.transactions = new Transactions(stomp.options().limits());
        this.heartBeats = new HeartBeats(stomp.timer(), stomp.ticker(), this::inTurn);
        this.standing = new Standing(stomp, handshake, this::inTurn, this::expired);
        this.decoder = new FrameDecoder(stomp.options().frames());
    }

    // What the carrier tells.

    @Override
    public void opened(Connection opened) {
        connection = opened;
        sender = new FrameSender(opened);
        backlog = new Backlog(opened, stomp.options().limits(), () -> inTurn(this::overflow));
        var patience = stomp.options().firstMessage();
        var tooLate = CloseStatus.POLICY.because("no CONNECT within " + patience.toMillis() + " ms (firstMessage)");
        deadline = later(patience, () -> endUnlessOpen(tooLate));
    }

    private Timer.Appointment later(Duration wait, Runnable event) {
        return stomp.timer().after(wait, () -> inTurn(event));
    }

    private void endUnlessOpen(CloseStatus status) {
        if (phase == Phase.NEW) {
            end(status);
        }
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
        while (phase != Phase.ENTERING && !unread.isEmpty()) {
            var in = unread.remove();
            backlog.removeMessage(in.remaining());
            read(in);
            if (phase == Phase.ENTERING && in.hasRemaining()) {
                unread.addFirst(in);
                backlog.addMessage(in.remaining());
            }
        }
        backlog.check();
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
        var open = subscriptions.find(delivery.subscription());
        return open != null
                && (delivery.number() == 0 ? open.deliver(delivery, sender) : deliverForAck(open, delivery));
    }

    /** Kept before it is sent, since its ACK may be there before that has returned. */
    private boolean deliverForAck(OpenSubscriptions.Open open, Delivery delivery) {
        if (!unacknowledged.add(delivery)) {
            inTurn(this::unacknowledgedOverflow);
            return false;
        }
        boolean taken = open.deliver(delivery, sender);
        if (!taken) {
            unacknowledged.remove(delivery);
        }
        return taken;
    }

    /** A client that waits for no receipt is told by a MESSAGE without a body, before all others. */
    @Override
    public void resumed(Subscription subscription, boolean whole) {
        var open = subscriptions.find(subscription);
        if (open != null) {
            open.resumed(whole);
            if (!whole && !open.isConfirmed()) {
                sender.send(notResumed(open));
            }
        }
    }

    private Frame notResumed(OpenSubscriptions.Open open) {
        var subscription = open.subscription();
        return new Frame(
                Command.MESSAGE,
                open.header()
                        .with("destination", subscription.destination())
                        .with("message-id", connection.id() + "-anew")
                        .and(open.resumption()));
    }

    @Override
    public void ended(Subscription subscription, String why) {
        inTurn(() -> {
            if (subscriptions.find(subscription) != null) {
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
                follow(obey(frame), frame);
            }
        } catch (Throwable failure) {
            fail(failure, frame);
        }
    }

    /** Does what a frame wants; the stage completes when that is done. */
    private CompletionStage<Void> obey(Frame frame) {
        return switch (frame.command()) {
            case SEND -> Standing.isToken(frame) ? renew(frame) : publish(frame);
            case SUBSCRIBE -> subscribe(frame);
            case UNSUBSCRIBE -> unsubscribe(frame);
            case DISCONNECT -> disconnect(frame);
            case CONNECT, STOMP -> throw Refusal.protocol("The connection is open already; there is no second CONNECT");
            case ACK -> settle(frame, Settlement.ACK);
            case NACK -> settle(frame, Settlement.NACK);
            case BEGIN -> begin(frame);
            case COMMIT -> stomp.broker().apply(this, transactions.commit(frame));
            case ABORT -> abort(frame);
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
            application.execute(() -> logIn(opening, frame));
        }
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

    private CompletionStage<Void> publish(Frame frame) {
        var destination = allowed(frame);
        var id = connection.id() + "-" + ++published;
        var message = BrokerMessage.of(id, destination, frame.headers().ofMessage(), frame.body(), frame.isText());
        if (Transactions.concern(frame)) {
            transactions.keep(frame, new Operation.Publish(message));
            return DONE;
        }
        return stomp.broker().publish(this, message);
    }

    private CompletionStage<Void> settle(Frame frame, Settlement how) {
        if (how == Settlement.NACK && sender.version() == StompVersion.V1_0) {
            throw Refusal.protocol("STOMP 1.0 has no NACK; it came with 1.1");
        }
        var taken = unacknowledged.take(frame, sender.version());
        long number = taken.named().number();
        if (Transactions.concern(frame)) {
            transactions.keep(frame, new Operation.Settle(number, how), taken);
            return DONE;
        }
        return stomp.broker().settle(this, number, how);
    }

    private CompletionStage<Void> begin(Frame frame) {
        transactions.begin(frame);
        return DONE;
    }

    private CompletionStage<Void> abort(Frame frame) {
        unacknowledged.undo(transactions.abort(frame));
        return DONE;
    }

    private CompletionStage<Void> subscribe(Frame frame) {
        allowed(frame);
        var opened = subscriptions.open(frame, sender.version(), stomp.slow());
        return stomp.broker()
                .subscribe(this, opened.subscription())
                .thenRun(() -> inTurn(() -> began(opened.subscription())));
    }

    /** It may have ended before it began. */
    private void began(Subscription made) {
        if (subscriptions.find(made) != null) {
            stomp.clients().subscribed(this, made);
        }
    }

    /** The destination of a frame, if this client may send or subscribe to it. */
    private String allowed(Frame frame) {
        var destination = Refusal.required("destination", frame);
        stomp.rules().check(frame.command(), destination, standing.identity());
        return destination;
    }

    /** Done when nothing more can come, also from a thread that was delivering when the frame arrived. */
    private CompletionStage<Void> unsubscribe(Frame frame) {
        var open = subscriptions.remove(frame, sender.version());
        stomp.broker().unsubscribe(this, open.subscription().id());
        stomp.clients().unsubscribed(this, open.subscription().id());
        return open.close().thenRun(() -> unacknowledged.removeAll(open.subscription()));
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

    /** Sends the frame's receipt when {@code work} is done and those of the frames before have been sent. */
    private void follow(CompletionStage<Void> work, Frame frame) {
        var future = work.toCompletableFuture();
        if (!future.isDone()) {
            await(work, frame);
        } else if (!hasTold(future)) {
            future.join();
            place(frame).run();
        }
        backlog.check();
    }

    /** Whether the work has failed, and the client heard of it already: there is no receipt, and no ERROR. */
    private static boolean hasTold(CompletableFuture<Void> done) {
        return done.handle((nothing, failure) -> failure != null && unwrapped(failure) instanceof FailureTold)
                .join();
    }

    /** Keeps the frame's place; to be run when it is done. */
    private Runnable place(Frame frame) {
        return place(frame, () -> sendReceipt(frame));
    }

    private Runnable place(Frame frame, Runnable receipt) {
        backlog.addFrame(frame.size());
        Runnable end = () -> {
            backlog.removeFrame(frame.size());
            receipt.run();
        };
        return frame.headers().first("receipt").isPresent() ? receipts.expect(end) : end;
    }

    /** A frame whose failure its client has been told of already gets no receipt. */
    private void await(CompletionStage<Void> work, Frame frame) {
        var told = new AtomicBoolean(); // where the session runs its events
        var done = place(frame, () -> {
            if (!told.get()) {
                sendReceipt(frame);
            }
        });
        work.whenComplete((nothing, failure) -> inTurn(() -> {
            if (failure == null) {
                done.run();
            } else if (unwrapped(failure) instanceof FailureTold) {
                told.set(true);
                done.run();
            } else {
                backlog.removeFrame(frame.size());
                fail(failure, frame);
            }
            backlog.check();
        }));
    }

    private void sendReceipt(Frame frame) {
        var id = frame.headers().first("receipt");
        if (id.isEmpty() || phase == Phase.ENDED) {
            return;
        }
        sender.send(
                new Frame(Command.RECEIPT, Headers.of("receipt-id", id.get()).and(resumption(frame))));
        if (frame.command() == Command.DISCONNECT) {
            deadline = later(stomp.options().linger(), () -> end(CloseStatus.NORMAL));
        }
    }

    /** What the receipt of a SUBSCRIBE says beside its id. */
    private Headers resumption(Frame frame) {
        return frame.command() == Command.SUBSCRIBE
                ? subscriptions
                        .opened(frame, sender.version())
                        .map(OpenSubscriptions.Open::resumption)
                        .orElse(Headers.NONE)
                : Headers.NONE;
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
        var cause = unwrapped(failure);
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

    private static Throwable unwrapped(Throwable failure) {
        var cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? unwrapped(cause) : failure;
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
            subscriptions.clear();
            transactions.clear();
            unacknowledged.clear();
            stomp.broker().gone(this);
            stomp.clients().disconnected(this);
        }
    }
}
