package io.bascule.testing;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.Offer;
import io.bascule.connection.Outgoing;
import io.bascule.handshake.Handshake;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A connection on which one send can be held in the middle, to see what others do meanwhile. */
public final class HeldConnection implements Connection {
    private final Connection inner;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean holding;

    public HeldConnection(Connection inner) {
        this.inner = inner;
    }

    /** The next send does not end until it is released. */
    public void hold() {
        holding = true;
    }

    /** Waits until a send is held. */
    public void awaitHeld() throws InterruptedException {
        held.await();
    }

    public void release() {
        released.countDown();
    }

    @Override
    public Offer send(Outgoing message) {
        if (holding) {
            holding = false;
            held.countDown();
            awaitRelease();
        }
        return inner.send(message);
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException over) {
            throw new IllegalStateException("The test is over", over);
        }
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public Handshake handshake() {
        return inner.handshake();
    }

    @Override
    public void close(CloseStatus status) {
        inner.close(status);
    }

    @Override
    public Waiting waiting() {
        return inner.waiting();
    }

    @Override
    public Counters counters() {
        return inner.counters();
    }

    @Override
    public void pace(Duration between) {
        inner.pace(between);
    }

    @Override
    public void whenBelow(int bytes, Runnable once) {
        inner.whenBelow(bytes, once);
    }

    @Override
    public boolean takesBinary() {
        return inner.takesBinary();
    }

    @Override
    public boolean pauseReading() {
        return inner.pauseReading();
    }

    @Override
    public void resumeReading() {
        inner.resumeReading();
    }
}
