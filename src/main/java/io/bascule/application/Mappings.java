package io.bascule.application;

import io.bascule.broker.BrokerMessage;
import io.bascule.broker.DestinationPattern;
import io.bascule.broker.DestinationRefused;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The methods found in the objects of the application, by destination. Whatever is wrong with one is an
 * {@link IllegalArgumentException} that names it. Used by one thread, when starting.
 */
final class Mappings {
    private final Json json;
    private final Map<String, Mapping> messages = new HashMap<>();
    private final Map<String, Mapping> subscriptions = new HashMap<>();

    Mappings(Json json) {
        this.json = json;
    }

    /** The {@link MessageMapping} methods. */
    Map<String, Mapping> messages() {
        return Map.copyOf(messages);
    }

    /** The {@link SubscribeMapping} methods. */
    Map<String, Mapping> subscriptions() {
        return Map.copyOf(subscriptions);
    }

    void add(Object target) {
        var whenFailed = whenFailed(target);
        int before = messages.size() + subscriptions.size();
        for (var method : methods(target, MessageMapping.class)) {
            var value = method.getAnnotation(MessageMapping.class).value();
            put(messages, value, message(new HandlerMethod(target, method), whenFailed));
        }
        for (var method : methods(target, SubscribeMapping.class)) {
            var value = method.getAnnotation(SubscribeMapping.class).value();
            put(subscriptions, value, subscription(new HandlerMethod(target, method), whenFailed));
        }
        if (messages.size() + subscriptions.size() == before) {
            throw new IllegalArgumentException(
                    target.getClass().getSimpleName() + " has no method with @MessageMapping or @SubscribeMapping");
        }
    }

    private Mapping message(HandlerMethod method, Map<Class<?>, HandlerMethod> whenFailed) {
        if (method.returned() != void.class) {
            throw new IllegalArgumentException(
                    method + " returns something that goes nowhere; make it void and send with a Messenger");
        }
        return new Mapping(
                method, method.subject().map(type -> reader(method, type)).orElse(Mappings::nothing), whenFailed);
    }

    private Json.Reader reader(HandlerMethod method, Type type) {
        try {
            return json.reader(type);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    method + " takes what no payload can be: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Mapping subscription(HandlerMethod method, Map<Class<?>, HandlerMethod> whenFailed) {
        if (method.subject().isPresent()) {
            throw new IllegalArgumentException(method + " takes more than a Caller; a subscription has no payload");
        }
        if (method.returned() == void.class || CompletionStage.class.isAssignableFrom(method.returned())) {
            throw new IllegalArgumentException(method + " does not return the answer; return what is to be sent");
        }
        return new Mapping(method, Mappings::nothing, whenFailed);
    }

    private static Map<Class<?>, HandlerMethod> whenFailed(Object target) {
        var found = new HashMap<Class<?>, HandlerMethod>();
        for (var method : methods(target, MessageExceptionHandler.class)) {
            var handler = new HandlerMethod(target, method);
            var type = handler.subject().orElse(Object.class);
            if (!(type instanceof Class<?> failure) || !Throwable.class.isAssignableFrom(failure)) {
                throw new IllegalArgumentException(handler + " takes no exception; its type says what it is told of");
            }
            var other = found.put(failure, handler);
            if (other != null) {
                throw new IllegalArgumentException(
                        handler + " and " + other + " are both told of " + failure.getSimpleName());
            }
        }
        return found;
    }

    private static void put(Map<String, Mapping> mappings, String value, Mapping mapping) {
        checkValue(value, mapping.method());
        var destination = MessageHandlers.PREFIX + value;
        var other = mappings.put(destination, mapping);
        if (other != null) {
            throw new IllegalArgumentException(
                    mapping.method() + " and " + other.method() + " are both mapped to " + destination);
        }
    }

    private static void checkValue(String value, HandlerMethod method) {
        try {
            DestinationPattern.exact(value);
        } catch (DestinationRefused refused) {
            throw new IllegalArgumentException(
                    method + " cannot be mapped to '" + value + "': " + refused.getMessage(), refused);
        }
    }

    /** Also those of its superclasses, since what a container hands out may be a subclass of its own making. */
    private static List<Method> methods(Object target, Class<? extends Annotation> annotation) {
        var found = new ArrayList<Method>();
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            for (var method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(annotation) && !method.isBridge()) {
                    found.add(method);
                }
            }
        }
        return found;
    }

    private static Object nothing(BrokerMessage message) {
        return message;
    }
}
