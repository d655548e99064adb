package io.bascule.application;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.broker.BrokerMessage;
import io.bascule.broker.DestinationHandler;
import io.bascule.broker.DestinationRefused;
import io.bascule.broker.Publisher;
import io.bascule.broker.Subscriber;
import io.bascule.broker.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers the destinations below {@link #PREFIX} with the annotated methods of the application's objects. The methods
 * run in {@link Publisher#inOrder()}, and the stages complete there.
 *
 * <p>What a method throws goes to the {@link MessageExceptionHandler} methods of its object. Without one the stage fails
 * with it: nothing of it is for the client, and whoever has published or subscribed logs it. Only
 * {@link DestinationRefused} and a payload that could not be read are for the client; the stage then fails with
 * {@link DestinationRefused}.
 */
public final class MessageHandlers implements DestinationHandler {
    /** What the destinations of the application begin with. */
    public static final String PREFIX = "/app";

    private final Json json;
    private final Supplier<String> ids;
    private final Map<String, Mapping> messages;
    private final Map<String, Mapping> subscriptions;

    /**
     * The methods of {@code objects}, all checked now.
     *
     * @param mapper is copied, and set to read and write as {@link Messenger} says
     * @param ids new message ids, for the answers to subscriptions; any thread
     * @throws IllegalArgumentException if a method cannot be called or two have the same destination; says which
     */
    public MessageHandlers(ObjectMapper mapper, Supplier<String> ids, List<?> objects) {
        this.json = new Json(mapper);
        this.ids = ids;
        var found = new Mappings(json);
        objects.forEach(found::add);
        messages = found.messages();
        subscriptions = found.subscriptions();
    }

    @Override
    public CompletionStage<Void> publish(Publisher from, BrokerMessage message) {
        var mapping = messages.get(message.destination());
        if (mapping == null) {
            return nothingAt(message.destination());
        }
        return inOrder(from, mapping, message, nothing -> null);
    }

    @Override
    public CompletionStage<Optional<BrokerMessage>> subscribe(Subscriber subscriber, Subscription subscription) {
        var destination = subscription.destination();
        var mapping = subscriptions.get(destination);
        if (mapping == null) {
            return nothingAt(destination);
        }
        var asked = BrokerMessage.text("", destination, Map.of(), "");
        return inOrder(
                subscriber,
                mapping,
                asked,
                answer -> answer.map(payload -> json.message(ids.get(), destination, payload)));
    }

    private static <T> CompletionStage<T> nothingAt(String destination) {
        return CompletableFuture.failedStage(new DestinationRefused("nothing is mapped to " + destination));
    }

    private static <T> CompletionStage<T> inOrder(
            Publisher from, Mapping mapping, BrokerMessage message, Function<Optional<Object>, T> result) {
        var stage = new CompletableFuture<T>();
        var caller = new Caller(from.connection(), from.user());
        from.inOrder().execute(() -> {
            try {
                stage.complete(result.apply(mapping.call(caller, message)));
            } catch (Throwable failure) { // the application's code ends here
                stage.completeExceptionally(told(failure));
            }
        });
        return stage;
    }

    private static Throwable told(Throwable failure) {
        return failure instanceof PayloadUnreadable unreadable
                ? new DestinationRefused(Objects.requireNonNull(unreadable.getMessage()))
                : failure;
    }
}
