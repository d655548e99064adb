package io.bascule.application;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method answers, once and directly, whoever subscribes to {@code /app} followed by {@link #value()}; what it
 * returns is the message, and {@code null} is none. It is public; its parameters are those of a {@link MessageMapping}
 * without a payload, and it may return a {@code CompletionStage}. It runs on the handlers' threads, in order with the
 * messages of its connection.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface SubscribeMapping {
    /** The destination below {@code /app}, beginning with a slash: {@code /positions}; a segment may be a variable. */
    String value();
}
