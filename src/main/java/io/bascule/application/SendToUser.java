package io.bascule.application;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the method returns goes to the user who has sent the message, to whoever subscribed to {@code /user} followed by
 * {@link #value()}; {@code null} is not sent. On a class it holds for all its {@link MessageMapping} methods that return
 * something and have neither this nor {@link SendTo} themselves.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface SendToUser {
    /** A destination without {@code /user}, for instance {@code /queue/orders}; may have variables as {@link SendTo#value}. */
    String value();

    /**
     * Whether all connections of the user get it (all tabs), or the one alone that has sent the message. An anonymous
     * client has no other than that one.
     */
    boolean broadcast() default true;
}
