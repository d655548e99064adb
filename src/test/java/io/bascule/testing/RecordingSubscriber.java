package io.bascule.testing;

import io.bascule.broker.Delivery;
import io.bascule.broker.Subscriber;
import io.bascule.broker.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A subscriber that remembers what it was given; any thread. */
public final class RecordingSubscriber implements Subscriber {
    private final String connection;
    private final Optional<String> user;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final List<Boolean> resumptions = new ArrayList<>();
    private boolean full;

    private RecordingSubscriber(String connection, Optional<String> user) {
        this.connection = connection;
        this.user = user;
    }

    public static RecordingSubscriber anonymous(String connection) {
        return new RecordingSubscriber(connection, Optional.empty());
    }

    public static RecordingSubscriber of(String user, String connection) {
        return new RecordingSubscriber(connection, Optional.of(user));
    }

    /** From now on it takes nothing, or takes again. */
    public synchronized void full(boolean full) {
        this.full = full;
    }

    /** What it took, in order. */
    public synchronized List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** The bodies of what it took, in order. */
    public List<String> texts() {
        return deliveries().stream().map(taken -> taken.message().text()).toList();
    }

    /** What it took, as {@code subscription destination body}. */
    public List<String> lines() {
        return deliveries().stream()
                .map(taken -> taken.subscription().id() + " " + taken.message().destination() + " "
                        + taken.message().text())
                .toList();
    }

    @Override
    public synchronized boolean deliver(Delivery delivery) {
        return !full && deliveries.add(delivery);
    }

    @Override
    public synchronized void resumed(Subscription subscription, boolean whole) {
        resumptions.add(whole);
    }

    /** What it was told of subscriptions that wanted to go on: whether they are whole. */
    public synchronized List<Boolean> resumptions() {
        return List.copyOf(resumptions);
    }

    @Override
    public synchronized void ended(Subscription subscription, String why) {
        ends.add(subscription.id() + " " + why);
    }

    /** The subscriptions that the broker has ended, and why. */
    public synchronized List<String> ends() {
        return List.copyOf(ends);
    }

    @Override
    public String connection() {
        return connection;
    }

    @Override
    public Optional<String> user() {
        return user;
    }

    /** Runs tasks at once, on the thread that brings them. */
    @Override
    public Executor inOrder() {
        return Runnable::run;
    }
}
