package io.bascule.application;

import io.bascule.application.HandlerMethod.Call;
import io.bascule.broker.Broker;
import io.bascule.broker.BrokerMessage;
import io.bascule.broker.DestinationRefused;
import io.bascule.broker.Recipient;
import io.bascule.payload.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Where what a method returns is sent to, as {@link SendTo} and {@link SendToUser} say. Immutable; any thread. */
final class Replies {
    static final Replies NONE = new Replies(List.of());

    /** Sends what a method has returned; fails when it cannot. */
    @FunctionalInterface
    private interface Reply {
        CompletionStage<?> send(Call call, Object returned);
    }

    /** What is needed to send. */
    record Post(Broker broker, Json json, Supplier<String> ids) {
        BrokerMessage message(String destination, Object payload) {
            return json.message(ids.get(), destination, payload);
        }
    }

    private final List<Reply> all;

    private Replies(List<Reply> all) {
        this.all = List.copyOf(all);
    }

    /**
     * What the annotations of a method say, or else those of its class.
     *
     * @param variables those of the method's own destination
     * @param ofClass whether the class has a say
     * @throws IllegalArgumentException if a destination is misspelt, or what the method returns goes nowhere; names it
     */
    static Replies of(HandlerMethod method, List<String> variables, boolean ofClass, Post post) {
        var replies = new ArrayList<Reply>();
        method.annotation(SendTo.class).ifPresent(to -> replies.add(topic(method, to, variables, post)));
        method.annotation(SendToUser.class).ifPresent(to -> replies.add(user(method, to, variables, post)));
        if (!replies.isEmpty() && !method.returnsSomething()) {
            throw new IllegalArgumentException(method + " returns nothing that could be sent; take its @SendTo away");
        }
        if (replies.isEmpty() && ofClass && method.returnsSomething()) {
            method.annotationOfClass(SendTo.class).ifPresent(to -> replies.add(topic(method, to, variables, post)));
            method.annotationOfClass(SendToUser.class).ifPresent(to -> replies.add(user(method, to, variables, post)));
        }
        if (replies.isEmpty() && method.returnsSomething()) {
            throw new IllegalArgumentException(method
                    + " returns something that goes nowhere; say where with @SendTo or @SendToUser, or make it void");
        }
        return new Replies(replies);
    }

    private static Reply topic(HandlerMethod method, SendTo to, List<String> variables, Post post) {
        var destination = destination(method, to.value(), variables);
        return (call, returned) ->
                post.broker().publish(call.from(), post.message(destination.filled(call.variables()), returned));
    }

    private static Reply user(HandlerMethod method, SendToUser to, List<String> variables, Post post) {
        var destination = destination(method, to.value(), variables);
        return (call, returned) -> post.broker()
                .publish(
                        recipient(call, to.broadcast()),
                        post.message("/user" + destination.filled(call.variables()), returned));
    }

    private static Recipient recipient(Call call, boolean broadcast) {
        var own = new Recipient.OneConnection(call.from().connection());
        return broadcast
                ? call.from().user().<Recipient>map(Recipient.User::new).orElse(own)
                : own;
    }

    private static DestinationTemplate destination(HandlerMethod method, String value, List<String> variables) {
        DestinationTemplate template;
        try {
            template = new DestinationTemplate(value);
        } catch (DestinationRefused refused) {
            throw new IllegalArgumentException(
                    method + " cannot send to '" + value + "': " + refused.getMessage(), refused);
        }
        for (var name : template.names()) {
            if (!variables.contains(name)) {
                throw new IllegalArgumentException(
                        method + " cannot send to '" + value + "': its own destination has no '" + name + "'");
            }
        }
        return template;
    }

    /** Sends it everywhere; a destination that does not take it is the application's fault, and not the caller's. */
    CompletionStage<Void> send(Call call, Object returned) {
        var sent = all.stream()
                .map(reply -> reply.send(call, returned).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(sent)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        new IllegalStateException("What a method has returned could not be sent", failure)));
    }
}
