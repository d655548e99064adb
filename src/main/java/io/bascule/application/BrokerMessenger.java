package io.bascule.application;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.broker.Broker;
import io.bascule.broker.DestinationHandler.FailureTold;
import io.bascule.broker.DestinationRefused;
import io.bascule.broker.Publisher;
import io.bascule.broker.Recipient;
import io.bascule.payload.Json;
import io.bascule.payload.PayloadRules;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A messenger that publishes to a {@link Broker}, as the application itself and not as one of its clients. */
public final class BrokerMessenger implements Messenger {
    private static final Logger LOG = System.getLogger(BrokerMessenger.class.getName());

    private record Application(Executor inOrder) implements Publisher {
        @Override
        public String connection() {
            return "application";
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }
    }

    private final Broker broker;
    private final Json json;
    private final Supplier<String> ids;
    private final Publisher application;

    /**
     * A messenger over {@code broker}.
     *
     * @param mapper is copied, and set to write as {@link Messenger} says
     * @param ids new message ids; any thread
     * @param inOrder where the application's own messages to {@link MessageHandlers#PREFIX} are handled, one at a time
     */
    public BrokerMessenger(Broker broker, ObjectMapper mapper, Supplier<String> ids, Executor inOrder) {
        this.broker = broker;
        this.json = new Json(mapper, PayloadRules.NONE);
        this.ids = ids;
        this.application = new Application(inOrder);
    }

    @Override
    public CompletionStage<Void> send(String destination, Object payload) {
        var done = broker.publish(application, json.message(ids.get(), destination, payload));
        done.whenComplete((nothing, failure) -> complain(destination, failure));
        return done;
    }

    /** As a client's STOMP session does: most senders do not look at what becomes of their message. */
    private void complain(String destination, @Nullable Throwable failure) {
        if (failure != null && !(failure instanceof DestinationRefused) && !(failure instanceof FailureTold)) {
            LOG.log(Level.ERROR, application.connection() + ": SEND to " + destination + " failed", failure);
        }
    }

    @Override
    public CompletionStage<Integer> toUser(String user, String destination, Object payload) {
        return publish(new Recipient.User(user), destination, payload);
    }

    @Override
    public CompletionStage<Integer> toConnection(String connection, String destination, Object payload) {
        return publish(new Recipient.OneConnection(connection), destination, payload);
    }

    private CompletionStage<Integer> publish(Recipient to, String destination, Object payload) {
        return broker.publish(to, json.message(ids.get(), "/user" + destination, payload));
    }
}
