package io.bascule.handshake;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
 * when it is decoded. A literal segment is the same only byte for byte. Of two templates that fit, the one with a literal segment where the other has a name wins, from left to
 * right (Jakarta WebSocket section 3.1.1).
 */
public final class EndpointTable {
    private static final Logger LOG = System.getLogger(EndpointTable.class.getName());

    private static final Pattern TEMPLATE =
            Pattern.compile("/|(?:/(?:[A-Za-z0-9._~!$&'()*+,=:@-]{1,200}|\\{[A-Za-z0-9_]{1,200}\\})){1,50}");

    /** What a path must not hold to belong to an endpoint. */
    private static final Pattern AMBIGUOUS = Pattern.compile(
            "[^!-~]" // not visible ASCII
                    + "|[;\\\\?#]"
                    + "|//"
                    + "|/(?:\\.|%2[Ee]){1,2}(?:/|$)" // dot segments
                    + "|%(?![0-9A-Fa-f]{2})"
                    + "|%2[Ff]|%5[Cc]" // slash and backslash
                    + "|%[01][0-9A-Fa-f]|%7[Ff]"); // control characters

    /** Comes after every character of a literal segment. */
    private static final String NAMED = "\uffff";

    /** By the template with every name replaced by {@link #NAMED}, so that literal segments come first. */
    private final ConcurrentNavigableMap<String, EndpointRules> endpoints = new ConcurrentSkipListMap<>();

    /**
     * The endpoint that a request is for.
     *
     * @param pathParameters the values of the template's names, percent-decoded, none of them empty
     */
    public record Match(EndpointRules rules, Map<String, String> pathParameters) {
        public Match {
            pathParameters = Map.copyOf(pathParameters);
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
        var other = endpoints.putIfAbsent(shape, rules);
        if (other != null) {
            throw new IllegalArgumentException("Endpoint path '" + rules.path() + "' of "
                    + rules.endpoint().getName() + " is taken by '" + other.path() + "' of "
                    + other.endpoint().getName() + "; give one of them another path");
        }
        if (rules.origins() instanceof OriginPolicy.AnyOrigin) {
            logOpen(rules);
        }
    }

    private static void check(String path) {
        var names = new HashSet<String>();
        boolean twice = segments(path).stream().anyMatch(part -> isName(part) && !names.add(part));
        if (twice || AMBIGUOUS.matcher(path).find() || !TEMPLATE.matcher(path).matches()) {
            throw new IllegalArgumentException("Endpoint path '" + path
                    + "' cannot be used; write '/rooms' or '/rooms/{room}', each name once, nothing encoded");
        }
    }

    private static void logOpen(EndpointRules rules) {
        var user = rules.credentials()
                ? "foreign pages act as the user who opens them, since " + rules.setting("origins.credentials")
                        + "=true"
                : "foreign pages come in without their user";
        LOG.log(
                Level.WARNING,
                "Pages of every origin may open " + rules.path() + ", since " + rules.setting("origins") + "=*; "
                        + user);
    }

    /** The rules of all endpoints. */
    public List<EndpointRules> rules() {
        return List.copyOf(endpoints.values());
    }

    /**
     * The endpoint at a path.
     *
     * @param rawPath below the context path, undecoded, without the query
     */
    public Optional<Match> match(String rawPath) {
        if (!rawPath.startsWith("/") || AMBIGUOUS.matcher(rawPath).find()) {
            return Optional.empty();
        }
        var segments = segments(rawPath);
        return endpoints.values().stream()
                .flatMap(rules -> match(rules, segments).stream())
                .findFirst()
                .filter(match -> isForContainersToo(match.rules(), segments));
    }

    /** Containers decode first: an encoded letter must not lead them to the literal path of another endpoint. */
    private boolean isForContainersToo(EndpointRules found, List<String> sent) {
        var decoded =
                sent.stream().map(segment -> decoded(segment).orElse(segment)).toList();
        var theirs = endpoints.values().stream()
                .filter(rules -> fits(segments(rules.path()), decoded))
                .findFirst();
        return theirs.filter(found::equals).isPresent();
    }

    private static boolean fits(List<String> template, List<String> decoded) {
        return template.size() == decoded.size()
                && IntStream.range(0, template.size())
                        .allMatch(at ->
                                isName(template.get(at)) || template.get(at).equals(decoded.get(at)));
    }

    private static Optional<Match> match(EndpointRules rules, List<String> sent) {
        var template = segments(rules.path());
        if (template.size() != sent.size()) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        for (int at = 0; at < sent.size(); at++) {
            var part = template.get(at);
            var value = isName(part) ? decoded(sent.get(at)) : Optional.of(sent.get(at));
            if (value.isEmpty() || !(isName(part) || part.equals(value.get()))) {
                return Optional.empty();
            }
            if (isName(part)) {
                values.put(part.substring(1, part.length() - 1), value.get());
            }
        }
        return Optional.of(new Match(rules, values));
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
