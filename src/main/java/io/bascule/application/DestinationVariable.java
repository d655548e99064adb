package io.bascule.application;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The parameter is a segment of the destination: in {@code @MessageMapping("/trade/{ticker}")} the {@code ticker}. It is
 * a {@code String}, a number, an enum, or whatever else JSON reads from a text; one that does not fit is an
 * unreadable payload.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface DestinationVariable {
    /** The name between the braces; without it that of the parameter, if it was compiled with {@code -parameters}. */
    String value() default "";
}
