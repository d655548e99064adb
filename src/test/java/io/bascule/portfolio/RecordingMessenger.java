package io.bascule.portfolio;

import io.bascule.application.Messenger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what is sent, in order; any thread may send. */
final class RecordingMessenger implements Messenger {
    private final List<Sent> sent = new ArrayList<>();

    /** @param to {@code everybody}, {@code user fabrice} or {@code connection 7} */
    record Sent(String to, String destination, Object payload) {}

    @Override
    public CompletionStage<Void> send(String destination, Object payload) {
        keep(new Sent("everybody", destination, payload));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Integer> toUser(String user, String destination, Object payload) {
        keep(new Sent("user " + user, destination, payload));
        return CompletableFuture.completedFuture(1);
    }

    @Override
    public CompletionStage<Integer> toConnection(String connection, String destination, Object payload) {
        keep(new Sent("connection " + connection, destination, payload));
        return CompletableFuture.completedFuture(1);
    }

    synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** What was sent to this destination, whoever got it. */
    List<Object> payloads(String destination) {
        return sent().stream()
                .filter(message -> message.destination.equals(destination))
                .map(Sent::payload)
                .toList();
    }

    /** The quotes of this stock. */
    List<Market.Quote> quotes(Stock stock) {
        return payloads("/topic/price.stock." + stock).stream()
                .map(Market.Quote.class::cast)
                .toList();
    }

    synchronized void forget() {
        sent.clear();
    }

    private synchronized void keep(Sent message) {
        sent.add(message);
    }
}
