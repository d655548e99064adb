package io.bascule.application;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method handles the messages that clients send to {@code /app} followed by {@link #value()}.
 *
 * <p>It is public and returns nothing. Its parameters, in any order: the payload ({@code String}, {@code byte[]} or a
 * type that JSON is read into) and {@link Caller}. It runs on the handlers' threads, the messages of one connection in
 * order. In JSON, unknown fields are ignored, and a primitive that is missing or {@code null} makes the payload
 * unreadable, as does a fraction for a whole number.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface MessageMapping {
    /** The destination below {@code /app}, beginning with a slash: {@code /trade}. */
    String value();
}
