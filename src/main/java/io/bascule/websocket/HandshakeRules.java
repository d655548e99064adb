package io.bascule.websocket;

import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.HandshakeInterceptor;
import io.bascule.handshake.OriginPolicy;
import io.bascule.handshake.Subprotocols;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may open this endpoint. Each element says what the setting of its name says ({@code originsCheck} is
 * {@code origins.check}): what is left out follows that setting, and a setting of the endpoint's path
 * ({@code endpoint.<path>.origins}) overrides what is said here.
 *
 * <p>The classes named here are made once for the endpoint; each is public and has a public constructor that takes
 * nothing.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface HandshakeRules {
    /** Origins that are let in besides the server's own; {@code *} for all, {@code same} for no other. */
    String[] origins() default {};

    /** Decides about origins in the place of a list. */
    Class<? extends OriginPolicy.Check> originsCheck() default OriginPolicy.Check.class;

    /** With {@code origins = "*"}: foreign pages act as the user who opened them. */
    boolean originsCredentials() default false;

    /** A client without an {@code Origin}, which no browser is, is refused. */
    boolean requireOrigin() default false;

    /** Whose order of subprotocols decides: {@code client}, {@code server} or {@code required}. */
    String subprotocolsOrder() default "";

    /** Decides among the subprotocols in the place of an order. */
    Class<? extends Subprotocols.Chooser> subprotocolsChooser() default Subprotocols.Chooser.class;

    /** Names of HTTP session attributes to copy to the connection; {@code *} for all. */
    String[] sessionAttributes() default {};

    /** The attribute of the connection that gets the id of the HTTP session. */
    String sessionAttributesId() default "";

    /** A client that has no HTTP session gets one. */
    boolean sessionAttributesCreate() default false;

    /** Asked in this order after the origin. */
    Class<? extends HandshakeInterceptor>[] interceptors() default {};

    /** Says who a client is, in the place of the container. */
    Class<? extends EndpointRules.PrincipalResolver> principals() default EndpointRules.PrincipalResolver.class;

    /** The HTTP session attribute that is the user's name; it is copied to the connection, too. */
    String principalsAttribute() default "";

    /** Extensions that may be agreed on where the container has them, such as {@code permessage-deflate}. */
    String[] extensions() default {};

    /** Clients that cannot open a WebSocket come in by SockJS. */
    boolean sockJs() default false;
}
