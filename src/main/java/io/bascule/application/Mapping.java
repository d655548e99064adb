package io.bascule.application;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A method, where what it returns goes, and the methods of the same object that are told when it fails. Immutable; any
 * thread.
 *
 * @param whenFailed empty for a method that is itself told of failures
 */
record Mapping(HandlerMethod method, Replies replies, Told whenFailed) {
    /** The methods that are told of failures, by the exception they take. */
    record Told(Map<Class<?>, Mapping> byType) {
        static final Told NOBODY = new Told(Map.of());

        Told {
            byType = Map.copyOf(byType);
        }

        /** The one with the closest type. */
        Optional<Mapping> of(Throwable failure) {
            for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
                var found = byType.get(type);
                if (found != null) {
                    return Optional.of(found);
                }
            }
            return Optional.empty();
        }

        /** @throws IllegalArgumentException if two take the same exception; names them */
        Told and(Told more) {
            var all = new HashMap<>(byType);
            more.byType.forEach((type, told) -> {
                var other = all.put(type, told);
                if (other != null) {
                    throw new IllegalArgumentException(
                            told.method() + " and " + other.method() + " are both told of " + type.getSimpleName());
                }
            });
            return new Told(all);
        }
    }
}
