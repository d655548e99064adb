package io.bascule.sockjs;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Lane;
import io.bascule.connection.OpenConnection;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.Wire;
import io.bascule.handshake.Handshake;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.io.EOFException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The wire of a connection whose client comes and goes: what is written waits for a request that receives it.
 *
 * <pre>
 *           attach                the answer is full, or a poll has its frame
 *  ALONE ───────────> ATTACHED ────────────────────────────────────────────────> ALONE
 *    │ disconnect delay  │ the client left, close(status), cut()
 *    v                   v
 *  OVER: whoever attaches is told why, until the disconnect delay has passed again
 * </pre>
 *
 * <p>Any thread may call it; everything happens in {@code events}.
 */
final class SockJsSession implements Wire {
    private static final Timer.Appointment NONE = () -> {};
    private static final String INTERRUPTED = SockJsFrame.close(1002, "Connection interrupted");
    private static final String OCCUPIED = SockJsFrame.close(2010, "Another connection still open");

    /** How often a client is looked for when another request says that it is there. */
    private static final int PROBES = 3;

    private static final Duration BETWEEN_PROBES = Duration.ofMillis(50);

    /** Where sessions are known by their ids. */
    interface Register {
        /** It is over, and who asks for it is still to be told why; said once. */
        void over(SockJsSession session);

        /** Nobody needs to know any more of one that is over. */
        void forget(SockJsSession session);
    }

    /** A send of the client: what is left of it, and what answers it. */
    private record Send(Iterator<String> messages, Runnable answer) {}

    private final Handshake handshake;
    private final Timer timer;
    private final Ticker ticker;
    private final SockJsOptions options;
    private final Register register;
    private final Lane events = Lane.inline();

    /** Written once, by the first event. */
    @SuppressWarnings("NullAway.Init")
    private volatile OpenConnection connection;

    /** Written before it is opened. */
    private Predicate<Part> heartBeats = part -> false;

    /** In {@code events} only, as all below but the last. */
    private @Nullable Receiver receiver;

    /** Waits until it is known whether the receiver is still there, or that its last write has ended. */
    private @Nullable Receiver challenger;

    /** Whether a write to the receiver is outstanding. */
    private boolean busy;

    /** What has been handed over and is in no frame yet. */
    private final List<Outgoing> held = new ArrayList<>();

    /** The frames that have begun to be sent. */
    private final ArrayDeque<String> waiting = new ArrayDeque<>();

    /** Of what was handed over last; none when that is written. */
    private @Nullable Completion batch;

    private int batchSize;
    /** What those are told who attach when it is over. */
    private @Nullable String end;

    private Timer.Appointment alone = NONE;
    private Timer.Appointment nextBeat = NONE;
    private long wroteAt;
    /** Whether the application sends heart-beats of its own. */
    private boolean beats;

    private final ArrayDeque<Send> sends = new ArrayDeque<>();
    /** Written by whoever stops and continues reading. */
    private volatile boolean paused;

    SockJsSession(Handshake handshake, Timer timer, Ticker ticker, SockJsOptions options, Register register) {
        this.handshake = handshake;
        this.timer = timer;
        this.ticker = ticker;
        this.options = options;
        this.register = register;
    }

    /**
     * Opens the connection that it carries; to be called first, and once.
     *
     * @param publish makes the session known unless there is one already, and returns that one. Whoever finds this one
     *     finds it open: what it is told waits meanwhile
     * @return what {@code publish} returned
     */
    @Nullable SockJsSession open(Supplier<@Nullable SockJsSession> publish, Function<Wire, OpenConnection> connections) {
        var other = new AtomicReference<@Nullable SockJsSession>();
        events.execute(() -> {
            other.set(publish.get());
            if (other.get() == null) {
                connection = connections.apply(this);
            }
        });
        if (other.get() == null) {
            connection.opened();
        }
        return other.get();
    }

    /** What of that which is sent is a heart-beat of the application's own, which makes ours superfluous. */
    void heartBeats(Predicate<Part> beats) {
        heartBeats = beats;
    }

    /** What was settled when it was opened. */
    Handshake handshake() {
        return handshake;
    }

    // Requests that receive.

    /** A request waits for frames. */
    void attach(Receiver next) {
        events.execute(() -> attached(next));
    }

    private void attached(Receiver next) {
        var held = receiver;
        if (end != null) {
            tell(next, end);
        } else if (held == null) {
            take(next);
        } else if (challenger == null && held.isFull()) {
            challenger = next; // the client has its answer, and we have not heard so yet
        } else if (busy || challenger != null) {
            tell(next, OCCUPIED);
        } else {
            challenger = next;
            probe(held, PROBES);
        }
    }

    private void take(Receiver next) {
        alone.cancel();
        receiver = next;
        busy = true;
        next.begin(() -> events.execute(() -> left(next)), after(next, () -> wrote(next)));
        beatAfter(options.heartBeat());
    }

    /** The client has come again: either its first request is lost, or it does what it must not. */
    private void probe(Receiver held, int more) {
        if (held != receiver) {
            return;
        }
        busy = true;
        held.probe(after(held, () -> {
            if (more > 1 && end == null) {
                later(BETWEEN_PROBES, () -> probe(held, more - 1));
            } else {
                answerChallenger(OCCUPIED);
                wrote(held);
            }
        }));
    }

    private void answerChallenger(String frame) {
        var waits = challenger;
        if (waits != null) {
            challenger = null;
            tell(waits, frame);
        }
    }

    /** Tells a request why it gets nothing more, and ends it. */
    private static void tell(Receiver last, String frame) {
        last.begin(() -> {}, then(() -> last.send(frame, then(last::end))));
    }

    private static Completion then(Runnable next) {
        return new Completion() {
            @Override
            public void written() {
                next.run();
            }

            @Override
            public void failed(Throwable cause) {} // it has left
        };
    }

    /** Goes on when a write to {@code to} has ended. */
    private Completion after(Receiver to, Runnable next) {
        return new Completion() {
            @Override
            public void written() {
                events.execute(next);
            }

            @Override
            public void failed(Throwable cause) {
                events.execute(() -> left(to));
            }
        };
    }

    private void wrote(Receiver to) {
        if (to != receiver) {
            return;
        }
        busy = false;
        wroteAt = ticker.nanoTime();
        if (end != null) {
            sendEnd(to, end);
            return;
        }
        if (to.isFull()) {
            detach(to);
        }
        if (waiting.isEmpty() && held.isEmpty() && batch != null) {
            var written = batch;
            batch = null;
            written.written();
        }
        pump();
        follow();
    }

    /** Lets the request come in that came before the one before it was known to have ended. */
    private void follow() {
        var next = challenger;
        if (receiver == null && next != null) {
            challenger = null;
            events.execute(() -> attached(next));
        }
    }

    private void pump() {
        var to = receiver;
        if (to == null || busy || (waiting.isEmpty() && (held.isEmpty() || gathers()))) {
            return;
        }
        if (waiting.isEmpty()) {
            waiting.addAll(SockJsFrame.of(held));
            held.clear();
        }
        send(to, waiting.remove());
    }

    /** Whether more is handed over at once, since it has gathered in the meantime: one frame carries it all. */
    private boolean gathers() {
        var first = batch;
        if (first == null || held.size() > batchSize || connection.waiting().messages() <= batchSize) {
            return false;
        }
        batch = null;
        first.written(); // what is written next comes behind this event
        events.execute(this::pump);
        return true;
    }

    private void send(Receiver to, String frame) {
        busy = true;
        to.send(frame, after(to, () -> wrote(to)));
    }

    private void detach(Receiver full) {
        receiver = null;
        nextBeat.cancel();
        full.end();
        alone = later(options.disconnectDelay(), this::checkAlone);
    }

    private void checkAlone() {
        if (receiver == null && end == null) {
            var delay = options.disconnectDelay().toMillis();
            over(INTERRUPTED);
            register.forget(this);
            connection.gone(
                    CloseStatus.POLICY.because("nobody received for " + delay + " ms (sockjs.disconnectDelay)"));
        }
    }

    /** The client broke off a request that waited: nobody knows what it has got. */
    private void left(Receiver gone) {
        if (gone == receiver) {
            receiver = null;
            gone.end();
            boolean early = end == null;
            if (early) {
                over(INTERRUPTED);
                connection.gone(CloseStatus.ABNORMAL.because("connection interrupted"));
            }
        }
    }

    private void beatAfter(Duration wait) {
        nextBeat = later(wait, () -> {
            var to = receiver;
            if (to == null || end != null || beats) {
                return;
            }
            var left = options.heartBeat().minusNanos(ticker.nanoTime() - wroteAt);
            boolean due = !busy && (left.isZero() || left.isNegative());
            beatAfter(busy || due ? options.heartBeat() : left);
            if (due) {
                send(to, SockJsFrame.HEART_BEAT);
            }
        });
    }

    private Timer.Appointment later(Duration wait, Runnable event) {
        return timer.after(wait, () -> events.execute(event));
    }

    // Requests that send.

    /**
     * Messages of the client.
     *
     * @param answer run when the client may send more
     */
    void received(Iterator<String> messages, Runnable answer) {
        events.execute(() -> {
            sends.add(new Send(messages, answer));
            bringIn();
        });
    }

    private void bringIn() {
        for (var first = sends.peek(); first != null; first = sends.peek()) {
            while (first.messages().hasNext() && !paused && end == null) {
                connection.received(Part.text(first.messages().next()), true);
            }
            if (paused && end == null) {
                return;
            }
            sends.remove();
            first.answer().run();
        }
    }

    /** Whether the client has been told, by an answer that is still to come, to send nothing. */
    boolean isPaused() {
        return paused;
    }

    @Override
    public boolean pauseReading() {
        paused = true;
        return true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        events.execute(this::bringIn);
    }

    // The connection.

    @Override
    public void write(List<Outgoing> messages, Completion done) {
        events.execute(() -> {
            if (end != null) {
                done.failed(new EOFException("the session is over"));
                return;
            }
            beats |= messages.stream().anyMatch(message -> heartBeats.test(message.head()));
            held.addAll(messages);
            batch = done;
            batchSize = messages.size();
            pump();
        });
    }

    @Override
    public void close(CloseStatus status) {
        events.execute(() -> {
            if (end == null) {
                over(SockJsFrame.close(status));
                connection.gone(status);
            }
        });
    }

    @Override
    public void cut() {
        events.execute(() -> {
            if (end == null) {
                over(INTERRUPTED);
                connection.gone(CloseStatus.ABNORMAL);
            }
            var last = receiver;
            receiver = null;
            if (last != null) {
                last.cut();
            }
        });
    }

    /** Ends it; {@code frame} is for the request that waits now, and for those that come until it is forgotten. */
    private void over(String frame) {
        end = frame;
        held.clear();
        waiting.clear();
        batch = null;
        alone.cancel();
        nextBeat.cancel();
        answerChallenger(frame);
        bringIn();
        register.over(this);
        var last = receiver;
        if (last != null) {
            later(options.limits().sendDeadline(), last::cut); // or who does not read would stay
            if (!busy) {
                sendEnd(last, frame);
            }
        }
    }

    private void sendEnd(Receiver last, String frame) {
        receiver = null;
        if (last.isFull()) {
            last.end();
        } else {
            last.send(frame, then(last::end));
        }
    }

    @Override
    public boolean takesBinary() {
        return false;
    }
}
