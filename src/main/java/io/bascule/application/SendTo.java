package io.bascule.application;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the method returns is published to {@link #value()}; {@code null} is not. On a class it holds for all its
 * {@link MessageMapping} methods that return something and have neither this nor {@link SendToUser} themselves.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface SendTo {
    /**
     * A destination, for instance {@code /topic/trades.{ticker}}; its variables are those of the method's own
     * destination.
     */
    String value();
}
