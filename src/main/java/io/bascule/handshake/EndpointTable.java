package io.bascule.handshake;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which endpoint a request is for, found from its raw path: an endpoint may be added while others are looked up, by any
 * thread.
 *
 * <p>Containers decode paths, each in its own way. Here a path that could be read in two ways belongs to no endpoint:
 * one with {@code ;}, an encoded slash or backslash, a dot segment or an empty one, or one that is another endpoint's
 * when it is decoded. A literal segment is the same only byte for byte. Of two templates that fit, the one with a literal
 * segment where the other has a name wins, from left to right (Jakarta WebSocket section 3.1.1).
 *
 * <p>Each endpoint has a second path, its own with {@code /websocket} behind it: there the clients of SockJS and many of
 * STOMP look for the raw WebSocket; and where it has SockJS a third, with {@code /server/session/websocket}, and a fourth,
 * with {@code /~node} before that. They count as templates like any other, but one that is declared goes before them.
 */
public final class EndpointTable {
    private static final Logger LOG = System.getLogger(EndpointTable.class.getName());

    private static final Pattern TEMPLATE =
            Pattern.compile("/|(?:/(?:[A-Za-z0-9._~!$&'()*+,=:@-]{1,200}|\\{[A-Za-z0-9_]{1,200}\\})){1,50}");

    private static final Pattern AMBIGUOUS = Pattern.compile("[;\\\\]"
            + "|//"
            + "|/(?:\\.|%2[Ee]){1,2}(?:/|$)" // dot segments
            + "|%(?![0-9A-Fa-f]{2})"
            + "|%2[Ff]|%5[Cc]" // slash and backslash
            + "|%[01][0-9A-Fa-f]|%7[Ff]"); // control characters

    /** What no path holds: all but visible ASCII, and what ends one. */
    private static final Pattern NOT_OF_A_PATH = Pattern.compile("[^!-~]|[?#]");

    /** Comes after every character of a literal segment. */
    private static final String NAMED = "\uffff";

    private static final String RAW = "/websocket";

    /** The WebSocket of SockJS; its names are none that a template can have. */
    private static final String SOCKJS = "/{!server}/{!session}/websocket";

    /** The same where the client has been told a node: {@code /~west/server/session/websocket}. */
    private static final String NODE = "{!~node}";

    /** How a client speaks to an endpoint. */
    public enum Way {
        /** By a WebSocket as it is. */
        RAW,
        /** By SockJS, over a WebSocket or without one. */
        SOCKJS
    }

    /** Comes just behind the very same template where that is declared, and before all others. */
    private static final String NOT_DECLARED = "\0";

    /** By the template with every name replaced by {@link #NAMED}, so that literal segments come first. */
    private final ConcurrentNavigableMap<String, Place> places = new ConcurrentSkipListMap<>();

    /** One of the paths of an endpoint. */
    private record Place(EndpointRules rules, String template) {
        boolean isDeclared() {
            return template.equals(rules.path());
        }

        Way way() {
            return template.endsWith(SOCKJS) ? Way.SOCKJS : Way.RAW;
        }
    }

    /**
     * The endpoint that a request is for.
     *
     * @param pathParameters the values of the template's names, percent-decoded, none of them empty
     * @param path the raw path at which the container has the endpoint: the request's, without what its other paths have
     *     behind it
     */
    public record Match(EndpointRules rules, Map<String, String> pathParameters, String path, Way way) {
        public Match {
            pathParameters = Map.copyOf(pathParameters);
        }
    }

    /**
     * The endpoint with SockJS that a request is for.
     *
     * @param match with the raw path of the endpoint
     * @param rest of the raw path, behind that of the endpoint: empty, or it begins with a slash
     */
    public record SockJsMatch(Match match, String rest) {
        private static final Pattern SESSION = Pattern.compile("^(/[^/]+/)[^/]+(?=/)");

        /** The whole path, a star in the place of the id of a session. */
        String withoutSession() {
            return (match.path().equals("/") ? "" : match.path())
                    + SESSION.matcher(rest).replaceFirst("$1*");
        }
    }

    /**
     * Adds an endpoint. A line at WARNING says so when every origin may come in.
     *
     * @throws IllegalArgumentException if its path is not a template, or another endpoint has it already
     */
    public void add(EndpointRules rules) {
        check(rules.path());
        var shape = rules.path().replaceAll("\\{[^}]*}", NAMED);
        var other = places.putIfAbsent(shape, new Place(rules, rules.path()));
        if (other != null) {
            throw new IllegalArgumentException("Endpoint path '" + rules.path() + "' of "
                    + rules.endpoint().getName() + " is taken by '" + other.template() + "' of "
                    + other.rules().endpoint().getName() + "; give one of them another path");
        }
        places.put(below(shape, RAW) + NOT_DECLARED, new Place(rules, below(rules.path(), RAW)));
        if (rules.sockJs()) {
            addSockJs(rules, shape, SOCKJS);
            addSockJs(rules, shape, "/" + NODE + SOCKJS);
        }
        if (rules.origins() instanceof OriginPolicy.AnyOrigin) {
            logOpen(rules);
        }
    }

    private void addSockJs(EndpointRules rules, String shape, String way) {
        var named = way.replaceAll("\\{[^}]*}", NAMED);
        places.put(below(shape, named) + NOT_DECLARED, new Place(rules, below(rules.path(), way)));
    }

    /**
     * Whether servers read a path in different ways: for its dot segments, empty ones, encoded slashes, control characters
     * or path parameters. No browser sends such a one.
     *
     * @param rawPath undecoded, without the query
     */
    public static boolean isAmbiguous(String rawPath) {
        return AMBIGUOUS.matcher(rawPath).find();
    }

    /** Whether a raw path that is not {@linkplain #isAmbiguous ambiguous} is text when it is decoded: UTF-8. */
    public static boolean isText(String rawPath) {
        return rawPath.chars().noneMatch(c -> c < ' ')
                && (rawPath.isEmpty() || decoded(rawPath).isPresent());
    }

    private static String below(String path, String way) {
        return path.equals("/") ? way : path + way;
    }

    private static void check(String path) {
        var names = new HashSet<String>();
        boolean twice = segments(path).stream().anyMatch(part -> isName(part) && !names.add(part));
        if (twice || isAmbiguous(path) || !TEMPLATE.matcher(path).matches()) {
            throw new IllegalArgumentException("Endpoint path '" + path
                    + "' cannot be used; write '/rooms' or '/rooms/{room}', each name once, nothing encoded");
        }
    }

    private static void logOpen(EndpointRules rules) {
        var user = rules.credentials()
                ? "foreign pages act as the user who opens them; to change that: "
                        + rules.remedy("origins.credentials", "false")
                : "foreign pages come in without their user";
        LOG.log(Level.WARNING, "Pages of every origin may open " + rules.path() + " (origins=*); " + user);
    }

    /** The rules of all endpoints. */
    public List<EndpointRules> rules() {
        return places.values().stream()
                .filter(Place::isDeclared)
                .map(Place::rules)
                .toList();
    }

    /**
     * The endpoint at a path.
     *
     * @param rawPath below the context path, undecoded, without the query
     */
    public Optional<Match> match(String rawPath) {
        if (!rawPath.startsWith("/")
                || isAmbiguous(rawPath)
                || NOT_OF_A_PATH.matcher(rawPath).find()) {
            return Optional.empty();
        }
        var segments = segments(rawPath);
        for (var place : places.values()) {
            var values = values(place, segments);
            if (values.isPresent()) {
                return isForContainersToo(place, segments)
                        ? Optional.of(match(place, values.get(), rawPath))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Containers decode first: an encoded letter must not lead them to the literal path of another endpoint. */
    private boolean isForContainersToo(Place found, List<String> sent) {
        var decoded =
                sent.stream().map(segment -> decoded(segment).orElse(segment)).toList();
        var theirs = places.values().stream()
                .filter(place -> fits(segments(place.template()), decoded))
                .findFirst();
        return theirs.filter(found::equals).isPresent();
    }

    private static boolean fits(List<String> template, List<String> decoded) {
        return template.size() == decoded.size()
                && IntStream.range(0, template.size()).allMatch(at -> fits(template.get(at), decoded.get(at)));
    }

    private static boolean fits(String part, String value) {
        return isName(part) ? !part.equals(NODE) || value.startsWith("~") : part.equals(value);
    }

    /**
     * The endpoint with SockJS that a path leads to, and what of the path is SockJS's own: that part may be ambiguous, and
     * is for SockJS to refuse. Of two that fit, the one with the longer path.
     *
     * @param rawPath below the context path, undecoded, without the query
     */
    public Optional<SockJsMatch> sockJs(String rawPath) {
        return places.values().stream()
                .filter(place -> place.isDeclared() && place.rules().sockJs())
                .flatMap(place -> sockJs(place, rawPath).stream())
                .max(Comparator.comparingInt(found -> found.match().path().length()));
    }

    private static Optional<SockJsMatch> sockJs(Place place, String rawPath) {
        int end = 0;
        for (int left = segments(place.template()).size(); left > 0 && end >= 0 && end < rawPath.length(); left--) {
            int slash = rawPath.indexOf('/', end + 1);
            end = slash < 0 ? rawPath.length() : slash;
        }
        var own = rawPath.substring(0, place.template().equals("/") ? 0 : end);
        if (isAmbiguous(own) || NOT_OF_A_PATH.matcher(rawPath).find()) {
            return Optional.empty();
        }
        var rest = rawPath.substring(own.length());
        return (own.isEmpty() ? Optional.of(Map.<String, String>of()) : values(place, segments(own)))
                .map(values ->
                        new SockJsMatch(new Match(place.rules(), values, own.isEmpty() ? "/" : own, Way.SOCKJS), rest));
    }

    private static Match match(Place place, Map<String, String> values, String rawPath) {
        var segments = segments(rawPath);
        int own = place.rules().path().equals("/")
                ? 0
                : segments(place.rules().path()).size();
        var path = place.isDeclared() ? rawPath : "/" + String.join("/", segments.subList(0, own));
        values.keySet().removeIf(name -> name.startsWith("!"));
        return new Match(place.rules(), values, path, place.way());
    }

    /** The values of the names in the template of {@code place}; empty where it does not fit. */
    private static Optional<Map<String, String>> values(Place place, List<String> sent) {
        var template = segments(place.template());
        if (template.size() != sent.size()) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        for (int at = 0; at < sent.size(); at++) {
            var part = template.get(at);
            var value = isName(part) ? decoded(sent.get(at)) : Optional.of(sent.get(at));
            if (value.isEmpty() || !fits(part, value.get()) || isDotted(part, value.get())) {
                return Optional.empty();
            }
            if (isName(part)) {
                values.put(part.substring(1, part.length() - 1), value.get());
            }
        }
        return Optional.of(values);
    }

    /** The names of SockJS's own segments have no dots; those of nodes may. */
    private static boolean isDotted(String part, String value) {
        return part.startsWith("{!") && !part.equals(NODE) && value.contains(".");
    }

    private static boolean isName(String segment) {
        return segment.startsWith("{");
    }

    private static List<String> segments(String path) {
        var segments = new ArrayList<>(List.of(path.split("/", -1)));
        segments.remove(0); // before the leading slash
        return segments;
    }

    /** The value of an unambiguous segment; empty when it is empty or not UTF-8. */
    private static Optional<String> decoded(String segment) {
        var bytes = new ByteArrayOutputStream();
        for (int at = 0; at < segment.length(); at++) {
            if (segment.charAt(at) == '%') {
                bytes.write(Integer.parseInt(segment, at + 1, at + 3, 16));
                at += 2;
            } else {
                bytes.write(segment.charAt(at));
            }
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
            return Optional.of(text.toString()).filter(value -> !value.isEmpty());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
