package io.bascule.connection;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A wire that writes down what it is given and ends each write as its script says; any thread. */
final class ScriptedWire implements Wire {
    /** How a write ends. */
    @FunctionalInterface
    interface Script {
        void end(Completion done);
    }

    static final Script AT_ONCE = Completion::written;
    static final Script TWICE = done -> {
        done.written();
        done.written();
    };
    static final Script FAILING = done -> done.failed(new IOException("broken pipe"));
    static final Script THROWING = done -> {
        throw new IllegalStateException("the container has closed");
    };
    static final Script WRITTEN_AND_THROWING = done -> {
        done.written();
        throw new IllegalStateException("the container has closed");
    };

    // Guarded by this, as all below.
    private final List<String> texts = new ArrayList<>();
    private final List<Integer> batches = new ArrayList<>();
    private final List<String> closes = new ArrayList<>();
    private final ArrayDeque<Completion> held = new ArrayDeque<>();
    private Script script = AT_ONCE;
    private Runnable atClose = () -> {};
    private Runnable beforePause = () -> {};
    private boolean canPause;
    private boolean reading = true;
    private int cuts;

    /** From now on writes end like this. */
    synchronized ScriptedWire ending(Script script) {
        this.script = script;
        return this;
    }

    /** From now on writes end when {@link #complete} is called. */
    ScriptedWire late() {
        return ending(this::hold);
    }

    private synchronized void hold(Completion done) {
        held.add(done);
    }

    synchronized ScriptedWire pausable() {
        canPause = true;
        return this;
    }

    /** Runs {@code atClose} in each close and cut, before it returns. */
    synchronized ScriptedWire atClose(Runnable atClose) {
        this.atClose = atClose;
        return this;
    }

    /** Runs {@code beforePause} each time before reading stops. */
    synchronized ScriptedWire beforePause(Runnable beforePause) {
        this.beforePause = beforePause;
        return this;
    }

    /** The oldest write that is held; it is held no more. */
    synchronized Completion released() {
        return held.remove();
    }

    void complete() {
        released().written();
    }

    synchronized int held() {
        return held.size();
    }

    synchronized List<String> texts() {
        return List.copyOf(texts);
    }

    /** How many messages each write held. */
    synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    /** The close frames asked for, each as its code and reason. */
    synchronized List<String> closes() {
        return List.copyOf(closes);
    }

    synchronized int cuts() {
        return cuts;
    }

    synchronized boolean reading() {
        return reading;
    }

    @Override
    public void write(List<Outgoing> batch, Completion done) {
        Script ending;
        synchronized (this) {
            batches.add(batch.size());
            batch.forEach(message -> texts.add(text(message)));
            ending = script;
        }
        ending.end(done);
    }

    private static String text(Outgoing message) {
        return message.opcode() == Opcode.PING
                ? "PING"
                : message.head().text() + message.tail().text();
    }

    @Override
    public void close(CloseStatus status) {
        Runnable then;
        synchronized (this) {
            closes.add((status.code() + " " + status.reason()).strip());
            then = atClose;
        }
        then.run();
    }

    @Override
    public void cut() {
        Runnable then;
        synchronized (this) {
            cuts++;
            then = atClose;
        }
        then.run();
    }

    @Override
    public boolean pauseReading() {
        Runnable first;
        synchronized (this) {
            first = beforePause;
        }
        first.run();
        synchronized (this) {
            reading = !canPause;
            return canPause;
        }
    }

    @Override
    public synchronized void resumeReading() {
        reading = true;
    }
}
