package io.bascule.application;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method handles the messages that clients send to {@code /app} followed by {@link #value()}.
 *
 * <p>It is public. Its parameters, in any order: the payload ({@code String}, {@code byte[]} or a type that JSON is read
 * into, which must obey the constraints of its class where there is Jakarta Validation), {@link Caller},
 * {@link java.security.Principal} (an anonymous client is told to log in first), {@link DestinationVariable}s, and
 * {@link io.bascule.broker.BrokerMessage}, which has the headers. What it returns goes where {@link SendTo} and
 * {@link SendToUser} say; of a {@code CompletionStage} the result does, when it is there.
 *
 * <p>It runs on the handlers' threads, the messages of one connection in order. In JSON, unknown fields are ignored, and a primitive that is missing or {@code null} makes the payload
 * unreadable, as does a fraction for a whole number.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface MessageMapping {
    /**
     * The destination below {@code /app}, beginning with a slash: {@code /trade}. A segment may be a variable, as in
     * {@code /trade/{ticker}}; of several that fit, the one that says more from the left is called.
     */
    String value();
}
