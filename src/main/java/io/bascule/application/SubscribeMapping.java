package io.bascule.application;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method answers, once and directly, whoever subscribes to {@code /app} followed by {@link #value()}; what it
 * returns is the message, and {@code null} is none. It is public and its only parameter may be {@link Caller}. It runs
 * on the handlers' threads, in order with the messages of its connection.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface SubscribeMapping {
    /** The destination below {@code /app}, beginning with a slash: {@code /positions}. */
    String value();
}
