package io.bascule.application;

import java.util.concurrent.CompletionStage;

/**
 * Sends messages to clients from anywhere in the application. Any thread; never blocks. A payload that is a
 * {@code String} or {@code byte[]} is sent as it is, any other as JSON ({@code content-type:application/json}) with decimals as
 * plain numbers and the dates and times of {@code java.time} as ISO text.
 */
public interface Messenger {
    /**
     * Publishes to a topic or queue, for instance {@code /topic/news}, or to a {@link MessageMapping}.
     *
     * @return fails with {@link io.bascule.broker.DestinationRefused} when the destination takes no messages; with what
     *     the mapped method has thrown, which is logged
     * @throws IllegalArgumentException if the payload cannot be written as JSON
     */
    CompletionStage<Void> send(String destination, Object payload);

    /**
     * Sends to all connections of a user that have subscribed to {@code /user} followed by {@code destination}, for
     * instance {@code /queue/orders}.
     *
     * @return completes with the number of subscriptions reached: zero when the user is not there
     * @throws IllegalArgumentException if the payload cannot be written as JSON
     */
    CompletionStage<Integer> toUser(String user, String destination, Object payload);

    /** As {@link #toUser}, to one connection only, for instance to the tab that caused an error. */
    CompletionStage<Integer> toConnection(String connection, String destination, Object payload);
}
