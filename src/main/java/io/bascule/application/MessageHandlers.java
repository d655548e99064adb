package io.bascule.application;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.application.HandlerMethod.Call;
import io.bascule.application.Mappings.Found;
import io.bascule.application.Replies.Post;
import io.bascule.broker.Broker;
import io.bascule.broker.BrokerMessage;
import io.bascule.broker.DestinationHandler;
import io.bascule.broker.DestinationRefused;
import io.bascule.broker.Publisher;
import io.bascule.broker.Recipient;
import io.bascule.broker.Subscriber;
import io.bascule.broker.Subscription;
import io.bascule.payload.Json;
import io.bascule.payload.PayloadRules;
import io.bascule.payload.PayloadUnreadable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Answers the destinations below {@link #PREFIX} with the annotated methods of the application's objects. The methods
 * run in {@link Publisher#inOrder()}, and the stages complete there; where a method returns a stage of its own, the next
 * message of the publisher does not wait for it.
 *
 * <p>What a method throws goes to the {@link MessageExceptionHandler} methods of its object, then to the shared ones; the
 * stage then fails with {@link FailureTold}. Without one the stage fails with it: nothing of it is for the client, and
 * whoever has published or subscribed logs it. Only {@link DestinationRefused} and a payload that could not be read are
 * for the client: they go to its {@link #ERRORS}, or, when it has not subscribed there, the stage fails with
 * {@link DestinationRefused}.
 */
public final class MessageHandlers implements DestinationHandler {
    /** What the destinations of the application begin with. */
    public static final String PREFIX = "/app";

    /** Where a client hears, if it has subscribed, what is wrong with a message of its own: {@code {"message":"…"}}. */
    public static final String ERRORS = "/user/queue/errors";

    private final Post post;
    private final Executor within;

    /** Any thread reads, {@link #add} replaces it. */
    private volatile Mappings mappings = Mappings.NONE;

    /**
     * Handlers without methods so far.
     *
     * @param broker takes what the methods return
     * @param mapper is copied, and set to read and write as {@link Messenger} says
     * @param ids new message ids; any thread
     * @param within runs what it is given at once and on the same thread, with whatever the methods need around them
     */
    public MessageHandlers(
            Broker broker, ObjectMapper mapper, PayloadRules rules, Supplier<String> ids, Executor within) {
        this.post = new Post(broker, new Json(mapper, rules), ids);
        this.within = within;
    }

    /**
     * Adds the methods of {@code objects}, all checked now.
     *
     * @throws IllegalArgumentException if a method cannot be called or two have the same destination; says which
     */
    public synchronized void add(List<?> objects) {
        var all = mappings;
        for (var object : objects) {
            all = all.and(object, post);
        }
        mappings = all;
    }

    @Override
    public CompletionStage<Void> publish(Publisher from, BrokerMessage message) {
        var found = mappings.messages().find(message.destination());
        if (found.isEmpty()) {
            return nothingAt(message.destination());
        }
        return inOrder(
                from,
                found.get(),
                message,
                (mapping, call) -> returned(mapping, call)
                        .thenCompose(
                                value -> value.map(payload -> mapping.replies().send(call, payload))
                                        .orElseGet(() -> CompletableFuture.completedStage(null))));
    }

    @Override
    public CompletionStage<Optional<BrokerMessage>> subscribe(Subscriber subscriber, Subscription subscription) {
        var destination = subscription.destination();
        var found = mappings.subscriptions().find(destination);
        if (found.isEmpty()) {
            return nothingAt(destination);
        }
        var asked = BrokerMessage.text("", destination, Map.of(), "");
        return inOrder(
                subscriber,
                found.get(),
                asked,
                (mapping, call) -> returned(mapping, call)
                        .thenApply(answer -> answer.map(payload -> post.message(destination, payload))));
    }

    private static <T> CompletionStage<T> nothingAt(String destination) {
        return CompletableFuture.failedStage(new DestinationRefused("nothing is mapped to " + destination));
    }

    @FunctionalInterface
    private interface Work<T> {
        CompletionStage<T> begin(Mapping mapping, Call call);
    }

    private <T> CompletionStage<T> inOrder(Publisher from, Found found, BrokerMessage message, Work<T> work) {
        var done = new CompletableFuture<T>();
        var call = new Call(from, message, found.variables(), Optional.empty());
        from.inOrder().execute(() -> {
            try {
                within.execute(() -> work.begin(found.mapping(), call).whenComplete((value, failure) -> {
                    if (failure == null) {
                        done.complete(value);
                    } else {
                        done.completeExceptionally(unwrapped(failure));
                    }
                }));
            } catch (Throwable failure) { // of what is around the application's code
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    /** What the method returns, now or later; fails as the class says. */
    private CompletionStage<Optional<Object>> returned(Mapping mapping, Call call) {
        return called(mapping, call).exceptionallyCompose(failure -> failed(mapping, call, unwrapped(failure)));
    }

    /** What the method returns, now or later; fails with what it throws. */
    private CompletionStage<Optional<Object>> called(Mapping mapping, Call call) {
        try {
            var value = mapping.method().call(call);
            return value instanceof CompletionStage<?> later
                    ? inOrder(later, call.from())
                    : CompletableFuture.completedStage(Optional.ofNullable(value));
        } catch (Throwable failure) { // the application's code ends here
            return CompletableFuture.failedStage(failure);
        }
    }

    /** Brings what the application completes, on whatever thread, back to where its methods run. */
    private CompletionStage<Optional<Object>> inOrder(CompletionStage<?> later, Publisher from) {
        var done = new CompletableFuture<Optional<Object>>();
        later.whenComplete((value, failure) -> from.inOrder()
                .execute(() -> within.execute(() -> {
                    if (failure == null) {
                        done.complete(Optional.ofNullable(value));
                    } else {
                        done.completeExceptionally(failure);
                    }
                })));
        return done;
    }

    private static Throwable unwrapped(Throwable failure) {
        var cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? unwrapped(cause) : failure;
    }

    private <T> CompletionStage<T> failed(Mapping mapping, Call call, Throwable failure) {
        var told = mapping.whenFailed().of(failure).or(() -> mappings.shared().of(failure));
        var done = told.isPresent()
                ? tell(told.get(), call, failure)
                : failure instanceof PayloadUnreadable || failure instanceof DestinationRefused
                        ? tellClient(call, failure)
                        : CompletableFuture.<Void>failedStage(failure);
        return done.thenCompose(nothing -> CompletableFuture.failedStage(new FailureTold()));
    }

    private CompletionStage<Void> tell(Mapping told, Call call, Throwable failure) {
        return called(told, call.failed(failure))
                .thenCompose(value -> value.map(payload -> told.replies().send(call, payload))
                        .orElseGet(() -> CompletableFuture.completedStage(null)))
                .whenComplete((nothing, again) -> {
                    if (again != null
                            && unwrapped(again) != failure) { // logged together, or nobody would hear of the first
                        unwrapped(again).addSuppressed(failure);
                    }
                });
    }

    private CompletionStage<Void> tellClient(Call call, Throwable failure) {
        var reason = Objects.requireNonNull(failure.getMessage());
        return post.broker()
                .publish(
                        new Recipient.OneConnection(call.from().connection()),
                        post.message(ERRORS, Map.of("message", reason)))
                .thenCompose(reached -> reached > 0
                        ? CompletableFuture.completedStage(null)
                        : CompletableFuture.failedStage(new DestinationRefused(reason)));
    }
}
