package io.bascule.application;

import io.bascule.application.Arguments.Argument;
import io.bascule.application.Mapping.Told;
import io.bascule.application.Replies.Post;
import io.bascule.broker.DestinationRefused;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The methods found in the objects of the application, by destination. Immutable; whatever is wrong with a method is an
 * {@link IllegalArgumentException} that names it.
 *
 * @param shared told of what no method of the same object is told of
 */
record Mappings(Table messages, Table subscriptions, Told shared) {
    static final Mappings NONE = new Mappings(Table.EMPTY, Table.EMPTY, Told.NOBODY);

    /** A method that a destination leads to, and the destination's variables. */
    record Found(Mapping mapping, Map<String, String> variables) {}

    /** Methods by their templates, each shape once; those that say more come first. */
    record Table(List<Row> rows, Map<String, Mapping> exact) {
        private record Row(DestinationTemplate template, Mapping mapping) {}

        static final Table EMPTY = new Table(List.of(), Map.of());

        Optional<Found> find(String destination) {
            var mapping = exact.get(destination);
            if (mapping != null) {
                return Optional.of(new Found(mapping, Map.of()));
            }
            for (var row : rows) {
                var variables = row.template().match(destination);
                if (variables.isPresent()) {
                    return Optional.of(new Found(row.mapping(), variables.get()));
                }
            }
            return Optional.empty();
        }

        Table with(DestinationTemplate template, Mapping mapping) {
            checkFree(template, mapping);
            var written = new HashMap<>(exact);
            var more = new ArrayList<>(rows);
            if (template.hasVariables()) {
                more.add(new Row(template, mapping));
                more.sort(Comparator.comparing(row -> row.template().shape()));
            } else {
                written.put(template.toString(), mapping);
            }
            return new Table(List.copyOf(more), Map.copyOf(written));
        }

        private void checkFree(DestinationTemplate template, Mapping mapping) {
            var other = template.hasVariables()
                    ? rows.stream()
                            .filter(row -> row.template().shape().equals(template.shape()))
                            .map(Row::mapping)
                            .findFirst()
                    : Optional.ofNullable(exact.get(template.toString()));
            if (other.isPresent()) {
                throw new IllegalArgumentException(
                        mapping.method() + " and " + other.get().method() + " are both mapped to " + template);
            }
        }
    }

    /**
     * These and the methods of one more object. Where it has none but {@link MessageExceptionHandler} methods, these are
     * told of the failures of all objects.
     */
    Mappings and(Object target, Post post) {
        return new Finding(target, post).in(this);
    }

    /** Finds the methods of one object. */
    private record Finding(Object target, Post post, Told own) {
        Finding(Object target, Post post) {
            this(target, post, told(target, post));
        }

        Mappings in(Mappings before) {
            var messages = before.messages;
            for (var method : methods(target, MessageMapping.class)) {
                var template = template(
                        method, method.getAnnotation(MessageMapping.class).value());
                messages = messages.with(template, message(method, template));
            }
            var subscriptions = before.subscriptions;
            for (var method : methods(target, SubscribeMapping.class)) {
                var template = template(
                        method, method.getAnnotation(SubscribeMapping.class).value());
                subscriptions = subscriptions.with(template, subscription(method, template));
            }
            if (!messages.equals(before.messages) || !subscriptions.equals(before.subscriptions)) {
                return new Mappings(messages, subscriptions, before.shared);
            }
            if (own.byType().isEmpty()) {
                throw new IllegalArgumentException(target.getClass().getSimpleName()
                        + " has no method with @MessageMapping, @SubscribeMapping or @MessageExceptionHandler");
            }
            return new Mappings(messages, subscriptions, before.shared.and(own));
        }

        private Mapping message(Method method, DestinationTemplate template) {
            var arguments = new Arguments(post.json(), template.names(), this::payload);
            var handler = new HandlerMethod(target, method, arguments);
            return new Mapping(handler, Replies.of(handler, template.names(), true, post), own);
        }

        private Argument payload(Type type) {
            try {
                var reader = post.json().reader(type);
                return call -> reader.read(call.message());
            } catch (IllegalArgumentException unreadable) {
                throw new IllegalArgumentException(
                        "takes what no payload can be: " + unreadable.getMessage(), unreadable);
            }
        }

        private Mapping subscription(Method method, DestinationTemplate template) {
            var handler = new HandlerMethod(target, method, new Arguments(post.json(), template.names(), type -> {
                throw new IllegalArgumentException("takes a payload; a subscription has none");
            }));
            if (!handler.returnsSomething()) {
                throw new IllegalArgumentException(handler + " does not return the answer; return what is to be sent");
            }
            if (handler.annotation(SendTo.class).isPresent()
                    || handler.annotation(SendToUser.class).isPresent()) {
                throw new IllegalArgumentException(
                        handler + " answers whoever subscribes, and nobody else; take its @SendTo or @SendToUser away");
            }
            return new Mapping(handler, Replies.NONE, own);
        }

        private static Told told(Object target, Post post) {
            var found = Told.NOBODY;
            for (var method : methods(target, MessageExceptionHandler.class)) {
                found = found.and(told(target, method, post));
            }
            return found;
        }

        private static Told told(Object target, Method method, Post post) {
            var taken = new ArrayList<Class<?>>();
            var handler = new HandlerMethod(target, method, new Arguments(post.json(), List.of(), type -> {
                taken.add(failure(type));
                return call -> call.failure().orElseThrow();
            }));
            if (taken.isEmpty()) {
                throw new IllegalArgumentException(handler + " takes no exception; its type says what it is told of");
            }
            // What went wrong for one client is nobody else's affair: the class has no say in where it goes.
            return new Told(Map.of(
                    taken.get(0), new Mapping(handler, Replies.of(handler, List.of(), false, post), Told.NOBODY)));
        }

        private static Class<?> failure(Type type) {
            if (type instanceof Class<?> failure && Throwable.class.isAssignableFrom(failure)) {
                return failure;
            }
            throw new IllegalArgumentException("takes no exception; its type says what it is told of");
        }

        private static DestinationTemplate template(Method method, String value) {
            try {
                new DestinationTemplate(value);
                return new DestinationTemplate(MessageHandlers.PREFIX + value);
            } catch (DestinationRefused refused) {
                throw new IllegalArgumentException(
                        method.getDeclaringClass().getSimpleName() + "." + method.getName() + " cannot be mapped to '"
                                + value + "': " + refused.getMessage(),
                        refused);
            }
        }

        /**
         * Also those of its superclasses, since what a container hands out may be a subclass of its own making. That may
         * repeat the annotations and lose what else the source says, so of two that say the same the upper one counts.
         */
        private static <A extends Annotation> Collection<Method> methods(Object target, Class<A> annotation) {
            var found = new LinkedHashMap<Signature, Method>();
            for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
                for (var method : type.getDeclaredMethods()) {
                    if (method.isAnnotationPresent(annotation) && !method.isBridge()) {
                        found.merge(Signature.of(method), method, (lower, upper) -> upper(annotation, lower, upper));
                    }
                }
            }
            return found.values();
        }

        private static <A extends Annotation> Method upper(Class<A> annotation, Method lower, Method upper) {
            return Objects.equals(lower.getAnnotation(annotation), upper.getAnnotation(annotation)) ? upper : lower;
        }

        private record Signature(String name, List<Class<?>> parameters) {
            static Signature of(Method method) {
                return new Signature(method.getName(), List.of(method.getParameterTypes()));
            }
        }
    }
}
