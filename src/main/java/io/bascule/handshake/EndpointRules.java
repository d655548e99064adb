package io.bascule.handshake;

import java.security.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may come in to one endpoint, and with what. Made by {@link #at}; immutable; any thread.
 *
 * @param path the template, for instance {@code /rooms/{room}}
 * @param endpoint the class that the container has at that path
 * @param origins whose pages may come in
 * @param requireOrigin whether a client that sends no {@code Origin}, so no browser, is refused
 * @param credentials whether, under {@link OriginPolicy.AnyOrigin}, pages of other origins bring their user along:
 *     principal, HTTP session, {@code Cookie} and {@code Authorization}
 * @param subprotocols what the endpoint speaks
 * @param chooser decides among the subprotocols
 * @param sessionAttributes what is copied from the HTTP session
 * @param interceptors asked in this order
 * @param principals says who the client is
 * @param extensions of WebSocket that may be agreed on where the container has them installed, by name
 * @param sockJs whether clients that cannot open a WebSocket come in by SockJS
 * @param sockJsRequireOrigin whether a POST of SockJS that does not say whose page sent it is refused
 * @param ownOrigins whether the endpoint has origins of its own, by annotation or setting, so that only
 *     {@code bascule.endpoint.<path>.origins} changes them
 * @param inCode the settings that code has decided here, so that no setting changes them
 */
public record EndpointRules(
        String path,
        Class<?> endpoint,
        OriginPolicy origins,
        boolean requireOrigin,
        boolean credentials,
        Subprotocols subprotocols,
        Subprotocols.Chooser chooser,
        SessionAttributes sessionAttributes,
        List<HandshakeInterceptor> interceptors,
        PrincipalResolver principals,
        Set<String> extensions,
        boolean sockJs,
        boolean sockJsRequireOrigin,
        boolean ownOrigins,
        Set<String> inCode) {

    /** Says who a client is; called on the thread of the handshake, after the interceptors. */
    @FunctionalInterface
    public interface PrincipalResolver {
        /** Who the container says. */
        PrincipalResolver CONTAINER = (request, attributes) -> request.principal();

        /**
         * Who the client is; empty for an anonymous one. What it throws fails the handshake with 500.
         *
         * @param attributes of the connection to be, those of the HTTP session among them; unmodifiable
         */
        Optional<Principal> resolve(HandshakeRequest request, Map<String, Object> attributes);

        /**
         * Who the attribute {@code name} says, a text or a {@link Principal}, where the connection has it; else whom the
         * container says. An attribute of another kind fails the handshake with 500.
         */
        static PrincipalResolver ofAttribute(String name) {
            return (request, attributes) -> Optional.ofNullable(attributes.get(name))
                    .map(value -> principal(name, value))
                    .or(request::principal);
        }

        private static Principal principal(String attribute, Object value) {
            if (value instanceof Principal principal) {
                return principal;
            }
            if (value instanceof String user) {
                return () -> user;
            }
            throw new IllegalStateException("The attribute '" + attribute + "' is a "
                    + value.getClass().getName() + "; to say who the user is it has to be a String or a Principal");
        }
    }

    public EndpointRules {
        interceptors = List.copyOf(interceptors);
        extensions = Set.copyOf(extensions);
        inCode = Set.copyOf(inCode);
    }

    /**
     * Starts the rules of the endpoint that the container has at {@code path}. Until told otherwise: this server's own
     * pages and clients without {@code Origin} come in, no subprotocol, nothing copied, the container's principal, no
     * extension, no SockJS.
     */
    public static Builder at(String path, Class<?> endpoint) {
        return new Builder(path, endpoint);
    }

    /** Starts rules like these, at the same path. */
    public Builder but() {
        var like = at(path, endpoint)
                .origins(origins)
                .requireOrigin(requireOrigin)
                .credentials(credentials)
                .subprotocols(subprotocols)
                .chooser(chooser)
                .sessionAttributes(sessionAttributes)
                .interceptors(interceptors)
                .principals(principals)
                .extensions(extensions)
                .sockJs(sockJs)
                .sockJsRequireOrigin(sockJsRequireOrigin)
                .ownOrigins(ownOrigins);
        like.inCode.addAll(inCode);
        return like;
    }

    /** What to write where so that {@code setting} has {@code value} here; code goes before settings. */
    String remedy(String setting, String value) {
        if (inCode.contains(setting)) {
            return setting + "=" + value + " in the code that registers " + path + ", which goes before all settings";
        }
        boolean shared = setting.equals("origins") && !ownOrigins;
        return (shared ? "bascule." : "bascule.endpoint." + path + ".") + setting + "=" + value;
    }

    /** Collects the rules of one endpoint; one thread. */
    public static final class Builder {
        private final String path;
        private final Class<?> endpoint;
        private OriginPolicy origins = new OriginPolicy.SameOrigin();
        private boolean requireOrigin;
        private boolean credentials;
        private Subprotocols subprotocols = new Subprotocols(List.of(), Subprotocols.Order.CLIENT);
        private Subprotocols.Chooser chooser = (request, offered, mine) -> mine.choose(offered);
        private SessionAttributes sessionAttributes = SessionAttributes.NONE;
        private List<HandshakeInterceptor> interceptors = List.of();
        private PrincipalResolver principals = PrincipalResolver.CONTAINER;
        private Set<String> extensions = Set.of();
        private boolean sockJs;
        private boolean sockJsRequireOrigin = true;
        private boolean ownOrigins;
        private boolean fromCode;
        private final Set<String> inCode = new HashSet<>();

        private Builder(String path, Class<?> endpoint) {
            this.path = path;
            this.endpoint = endpoint;
        }

        /** Whose pages may come in. */
        public Builder origins(OriginPolicy origins) {
            this.origins = origins;
            decided("origins");
            return this;
        }

        /** Whether a client that sends no {@code Origin} is refused. */
        public Builder requireOrigin(boolean requireOrigin) {
            this.requireOrigin = requireOrigin;
            decided("requireOrigin");
            return this;
        }

        /** Whether pages of other origins bring their user along although every origin may come in. */
        public Builder credentials(boolean credentials) {
            this.credentials = credentials;
            decided("origins.credentials");
            return this;
        }

        /** What the endpoint speaks. */
        public Builder subprotocols(Subprotocols subprotocols) {
            this.subprotocols = subprotocols;
            decided("subprotocols.order");
            return this;
        }

        /** Who decides among the subprotocols, if not their order. */
        public Builder chooser(Subprotocols.Chooser chooser) {
            this.chooser = chooser;
            return this;
        }

        /** What is copied from the HTTP session. */
        public Builder sessionAttributes(SessionAttributes sessionAttributes) {
            this.sessionAttributes = sessionAttributes;
            return this;
        }

        /** Who else is asked, in this order. */
        public Builder interceptors(List<HandshakeInterceptor> interceptors) {
            this.interceptors = List.copyOf(interceptors);
            return this;
        }

        /** Who says who the client is, if not the container. */
        public Builder principals(PrincipalResolver principals) {
            this.principals = principals;
            return this;
        }

        /** Which extensions may be agreed on where the container has them, for instance {@code permessage-deflate}. */
        public Builder extensions(Set<String> extensions) {
            this.extensions = Set.copyOf(extensions);
            return this;
        }

        /** Whether clients that cannot open a WebSocket come in by SockJS. */
        public Builder sockJs(boolean sockJs) {
            this.sockJs = sockJs;
            return this;
        }

        /** Whether a POST of SockJS that does not say whose page sent it is refused, unless every origin may come in. */
        public Builder sockJsRequireOrigin(boolean required) {
            this.sockJsRequireOrigin = required;
            return this;
        }

        /** Whether the endpoint has origins of its own, so that log lines name its own setting. */
        public Builder ownOrigins(boolean ownOrigins) {
            this.ownOrigins = ownOrigins;
            return this;
        }

        /** From here on it is code that decides, before all settings: what is refused for it says so. */
        public Builder fromCode() {
            this.fromCode = true;
            return this;
        }

        private void decided(String setting) {
            if (fromCode) {
                inCode.add(setting);
            }
        }

        /** The rules collected. */
        public EndpointRules build() {
            return new EndpointRules(
                    path,
                    endpoint,
                    origins,
                    requireOrigin,
                    credentials,
                    subprotocols,
                    chooser,
                    sessionAttributes,
                    interceptors,
                    principals,
                    extensions,
                    sockJs,
                    sockJsRequireOrigin,
                    ownOrigins,
                    inCode);
        }
    }
}
