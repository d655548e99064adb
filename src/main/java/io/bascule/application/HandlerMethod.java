package io.bascule.application;

import io.bascule.application.Arguments.Argument;
import io.bascule.broker.BrokerMessage;
import io.bascule.broker.Publisher;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A method of the application, ready to be called. Any thread. */
final class HandlerMethod {
    /**
     * What a method is called for.
     *
     * @param variables of the destination
     * @param failure what a method that is told of failures is told of
     */
    record Call(Publisher from, BrokerMessage message, Map<String, String> variables, Optional<Throwable> failure) {
        Call failed(Throwable why) {
            return new Call(from, message, variables, Optional.of(why));
        }
    }

    private final Object target;
    private final Method method;
    private final List<Argument> arguments;

    /** @throws IllegalArgumentException if it cannot be called, or not with what there is; names the method */
    HandlerMethod(Object target, Method method, Arguments arguments) {
        this.target = target;
        this.method = method;
        try {
            this.arguments = arguments.of(method);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(this + " " + wrong.getMessage(), wrong);
        }
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

    /** Whether it returns something, at once or later. */
    boolean returnsSomething() {
        return method.getReturnType() != void.class
                && !method.getGenericReturnType()
                        .getTypeName()
                        .equals(CompletionStage.class.getName() + "<java.lang.Void>");
    }

    /** The annotation of the method itself. */
    <A extends Annotation> Optional<A> annotation(Class<A> type) {
        return Optional.ofNullable(method.getAnnotation(type));
    }

    /** The annotation of the class that declares it. */
    <A extends Annotation> Optional<A> annotationOfClass(Class<A> type) {
        return Optional.ofNullable(method.getDeclaringClass().getAnnotation(type));
    }

    /**
     * Calls the method.
     *
     * @throws io.bascule.payload.PayloadUnreadable if there is something in {@code call} that it does not take
     * @throws Throwable what the method throws
     */
    @Nullable Object call(Call call) throws Throwable {
        var given = new Object[arguments.size()];
        for (int i = 0; i < given.length; i++) {
            given[i] = arguments.get(i).of(call);
        }
        try {
            return method.invoke(target, given);
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
