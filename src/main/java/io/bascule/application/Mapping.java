package io.bascule.application;

import io.bascule.broker.BrokerMessage;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A method with a destination, and the methods of the same object that are told when it fails. Any thread.
 *
 * @param reader makes the payload
 * @param whenFailed by the exception they take
 */
record Mapping(HandlerMethod method, Json.Reader reader, Map<Class<?>, HandlerMethod> whenFailed) {
    Mapping {
        whenFailed = Map.copyOf(whenFailed);
    }

    /**
     * Calls the method.
     *
     * @return what it returns; empty when that is null, and when a method was told of its failure
     * @throws Throwable what it throws, or {@link PayloadUnreadable}, where there is no method to be told; or what that
     *     method throws, with the former as suppressed
     */
    Optional<Object> call(Caller caller, BrokerMessage message) throws Throwable {
        try {
            return Optional.ofNullable(method.call(caller, reader.read(message)));
        } catch (Throwable failure) { // whatever it is, the application may have a method for it
            var told = closest(failure.getClass());
            if (told == null) {
                throw failure;
            }
            tell(told, caller, failure);
            return Optional.empty();
        }
    }

    private static void tell(HandlerMethod told, Caller caller, Throwable failure) throws Throwable {
        try {
            told.call(caller, failure);
        } catch (Throwable again) { // the first failure is logged with the second, or nobody would hear of it
            if (again != failure) {
                again.addSuppressed(failure);
            }
            throw again;
        }
    }

    private @Nullable HandlerMethod closest(Class<?> failure) {
        for (Class<?> type = failure; type != null; type = type.getSuperclass()) {
            var found = whenFailed.get(type);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
