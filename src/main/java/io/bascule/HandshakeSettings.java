package io.bascule;

import static java.util.stream.Collectors.toCollection;

import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.EndpointRules.PrincipalResolver;
import io.bascule.handshake.HandshakeInterceptor;
import io.bascule.handshake.OriginPolicy;
import io.bascule.handshake.SessionAttributes;
import io.bascule.handshake.Subprotocols;
import io.bascule.websocket.Endpoints;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What settings and annotation say of the handshakes of one endpoint. The strongest is a setting for the very path, then
 * come the annotation, the setting for all, the default.
 */
final class HandshakeSettings {
    private static final String ORIGINS = "origins";
    private static final String CHECK = "origins.check";
    private static final String PRINCIPALS = "principals";
    private static final String ATTRIBUTE = "principals.attribute";
    /** A token of RFC 9110 section 5.6.2, as names of extensions are (RFC 6455 section 9.1). */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final BasculeOptions options;
    private final String path;
    /** What the annotation states, by the name of the setting. */
    private final Map<String, String> stated;
    /** Who is to blame for what the annotation states. */
    private final String annotated;

    private HandshakeSettings(BasculeOptions options, String path, Map<String, String> stated, String annotated) {
        this.options = options;
        this.path = path;
        this.stated = stated;
        this.annotated = annotated;
    }

    /** Those of the endpoint at {@code path}, without an annotation; "" for all. */
    static HandshakeSettings at(BasculeOptions options, String path) {
        return new HandshakeSettings(options, path, Map.of(), "");
    }

    /**
     * The rules of an annotated endpoint. The classes they name are those that its class loader knows, and are made here.
     *
     * @throws IllegalArgumentException if it is no endpoint of Bascule, or the rules cannot be used
     */
    static EndpointRules.Builder rules(BasculeOptions options, Class<?> endpoint) {
        var path = Endpoints.path(endpoint);
        var settings = new HandshakeSettings(options, path, Endpoints.stated(endpoint), endpoint.getName());
        return settings.rules(endpoint);
    }

    private EndpointRules.Builder rules(Class<?> endpoint) {
        var application = endpoint.getClassLoader();
        var rules = EndpointRules.at(path, endpoint)
                .ownOrigins(Stream.of(ORIGINS, CHECK).anyMatch(this::isOwn))
                .origins(checkDecides() ? checked(application) : origins())
                .requireOrigin(requireOrigin())
                .credentials(originsCredentials())
                .subprotocols(new Subprotocols(Endpoints.subprotocols(endpoint), subprotocolsOrder()))
                .sessionAttributes(
                        principalsAttribute().map(sessionAttributes()::with).orElseGet(this::sessionAttributes))
                .interceptors(made("interceptors", HandshakeInterceptor.class, application))
                .extensions(extensions())
                .sockJs(truth("sockjs"))
                .sockJsRequireOrigin(truth("sockjs.requireOrigin"));
        principalsAttribute()
                .map(PrincipalResolver::ofAttribute)
                .ifPresentOrElse(
                        rules::principals,
                        () -> made(PRINCIPALS, PrincipalResolver.class, application)
                                .forEach(rules::principals));
        made("subprotocols.chooser", Subprotocols.Chooser.class, application).forEach(rules::chooser);
        return rules;
    }

    /**
     * Reads every value once, so that a bad one stops the start.
     *
     * @throws BadSetting if one cannot be read, as far as that is known without the application's classes
     */
    void check() {
        checkDecides();
        origins();
        requireOrigin();
        originsCredentials();
        subprotocolsOrder();
        sessionAttributes();
        principalsAttribute();
        extensions();
        truth("sockjs");
        truth("sockjs.requireOrigin");
        Stream.of("interceptors", CHECK, PRINCIPALS, "subprotocols.chooser")
                .forEach(name -> read(name, NamedClass.EXPECTED, text -> named(name, text)));
    }

    /**
     * Looks at every class that is named, without making anything of it.
     *
     * @throws BadSetting if one is missing or of another kind
     */
    void checkClasses(ClassLoader application) {
        loaded("interceptors", HandshakeInterceptor.class, application, type -> type);
        loaded(CHECK, OriginPolicy.Check.class, application, type -> type);
        loaded(PRINCIPALS, PrincipalResolver.class, application, type -> type);
        loaded("subprotocols.chooser", Subprotocols.Chooser.class, application, type -> type);
    }

    OriginPolicy origins() {
        return read(ORIGINS, "same, *, or origins such as https://example.com", OriginPolicy::parse);
    }

    private OriginPolicy checked(ClassLoader application) {
        return new OriginPolicy.Checked(
                made(CHECK, OriginPolicy.Check.class, application).get(0));
    }

    /** Of a list and a check of the application's own, the one decides that the strongest has said. */
    private boolean checkDecides() {
        for (var says : strongestFirst()) {
            if (says.test(ORIGINS) || says.test(CHECK)) {
                return says.test(CHECK) && namesCheck(says.test(ORIGINS));
            }
        }
        return false;
    }

    private boolean namesCheck(boolean listed) {
        boolean named =
                !read(CHECK, NamedClass.EXPECTED, text -> named(CHECK, text)).isEmpty();
        if (named && listed) {
            read(CHECK, "one of the two", text -> {
                throw new IllegalArgumentException("there are origins beside it, at which nobody would look");
            });
        }
        return named;
    }

    boolean originsCredentials() {
        return truth("origins.credentials");
    }

    private boolean requireOrigin() {
        return truth("requireOrigin");
    }

    Subprotocols.Order subprotocolsOrder() {
        return read("subprotocols.order", "client, server or required", Subprotocols.Order::parse);
    }

    private SessionAttributes sessionAttributes() {
        var attributes = read("sessionAttributes", "names such as user,cart, or *", SessionAttributes::parse);
        var id = read("sessionAttributes.id", "the name of an attribute", text -> text);
        var identified = id.isEmpty() ? attributes : attributes.withId(id);
        return truth("sessionAttributes.create") ? identified.creating() : identified;
    }

    /** The attribute that says who a client is, where the strongest has said one and no class. */
    private Optional<String> principalsAttribute() {
        for (var says : strongestFirst()) {
            if (says.test(PRINCIPALS) || says.test(ATTRIBUTE)) {
                return says.test(ATTRIBUTE) ? attribute(says.test(PRINCIPALS)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<String> attribute(boolean classBeside) {
        return read(ATTRIBUTE, "the name of an attribute, or a class as principals", name -> {
            if (!name.isEmpty() && classBeside) {
                throw new IllegalArgumentException("there is principals beside it, and only one can decide");
            }
            return Optional.of(name).filter(some -> !some.isEmpty());
        });
    }

    private List<Predicate<String>> strongestFirst() {
        return List.of(name -> options.isSetFor(path, name), stated::containsKey, options::isSet);
    }

    private Set<String> extensions() {
        return read(
                "extensions",
                "names such as permessage-deflate",
                text -> Stream.of(text.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .map(HandshakeSettings::token)
                        .collect(toCollection(LinkedHashSet::new)));
    }

    private static String token(String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of an extension");
        }
        return name;
    }

    private <T> List<T> made(String name, Class<T> kind, ClassLoader application) {
        return loaded(name, kind, application, NamedClass::made);
    }

    private <T, R> List<R> loaded(
            String name, Class<T> kind, ClassLoader application, Function<Class<? extends T>, R> then) {
        return read(
                name,
                NamedClass.EXPECTED,
                text -> named(name, text).stream()
                        .map(one -> then.apply(one.load(kind, application)))
                        .toList());
    }

    /** Interceptors are asked one after the other; of the rest there is one at most. */
    private static List<NamedClass> named(String setting, String text) {
        var classes = NamedClass.parse(text);
        if (classes.size() > 1 && !setting.equals("interceptors")) {
            throw new IllegalArgumentException("it names " + classes.size() + " classes, and only one can decide");
        }
        return classes;
    }

    private boolean truth(String name) {
        return read(name, "true or false", SettingText::truth);
    }

    /** Whether the endpoint does not follow the setting for all. */
    private boolean isOwn(String name) {
        return options.isSetFor(path, name) || stated.containsKey(name);
    }

    private <T> T read(String name, String expected, Function<String, T> parse) {
        var text = stated.get(name);
        if (text == null || options.isSetFor(path, name)) {
            return options.read(path, name, expected, parse);
        }
        try {
            return parse.apply(text.strip());
        } catch (IllegalArgumentException wrong) {
            throw BadSetting.stated(annotated, name, text, expected, wrong);
        }
    }
}
