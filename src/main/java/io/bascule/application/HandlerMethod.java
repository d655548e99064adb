package io.bascule.application;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A method of the application, ready to be called. It takes at most its subject, which is a payload or an exception, and
 * a {@link Caller}, in any order. Any thread.
 */
final class HandlerMethod {
    private static final int NONE = -1;

    private final Object target;
    private final Method method;
    private final int caller;
    private final int subject;

    /** @throws IllegalArgumentException if it cannot be called, or not with what there is; names the method */
    HandlerMethod(Object target, Method method) {
        this.target = target;
        this.method = method;
        int foundCaller = NONE;
        int foundSubject = NONE;
        for (int i = 0; i < method.getParameterCount(); i++) {
            boolean isCaller = method.getParameterTypes()[i] == Caller.class;
            if ((isCaller ? foundCaller : foundSubject) != NONE) {
                throw new IllegalArgumentException(this + " has more than one "
                        + (isCaller ? "Caller" : "parameter beside Caller") + "; write one at most");
            }
            foundCaller = isCaller ? i : foundCaller;
            foundSubject = isCaller ? foundSubject : i;
        }
        caller = foundCaller;
        subject = foundSubject;
        open();
    }

    private void open() {
        if (!Modifier.isPublic(method.getModifiers())) {
            throw new IllegalArgumentException(this + " is not public; make it public");
        }
        if (!method.trySetAccessible()) { // its class need not be public
            throw new IllegalArgumentException(this + " cannot be called; open its package to Bascule");
        }
    }

    /** The type of the parameter beside {@link Caller}; empty without one. */
    Optional<Type> subject() {
        return subject == NONE ? Optional.empty() : Optional.of(method.getGenericParameterTypes()[subject]);
    }

    Class<?> returned() {
        return method.getReturnType();
    }

    /**
     * Calls the method.
     *
     * @param subject ignored where the method takes none
     * @throws Throwable what the method throws
     */
    @Nullable Object call(Caller caller, Object subject) throws Throwable {
        var arguments = new Object[method.getParameterCount()];
        if (this.caller != NONE) {
            arguments[this.caller] = caller;
        }
        if (this.subject != NONE) {
            arguments[this.subject] = subject;
        }
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    /** As in {@code PortfolioMessages.trade}, for people. */
    @Override
    public String toString() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
