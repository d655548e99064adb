package io.bascule.websocket;

import io.bascule.handshake.HandshakeInterceptor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may open this endpoint. What is left out follows the settings; a setting of the endpoint's path
 * ({@code endpoint.<path>.origins}) overrides the annotation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface HandshakeRules {
    /**
     * Origins that are let in besides the server's own; {@code *} for all, {@code same} for no other. Empty: as the setting
     * {@code origins}.
     */
    String[] origins() default {};

    /** Names of HTTP session attributes to copy to the connection; {@code *} for all. */
    String[] sessionAttributes() default {};

    /** Asked in this order after the origin; each is a public class with a public constructor without parameters. */
    Class<? extends HandshakeInterceptor>[] interceptors() default {};
}
