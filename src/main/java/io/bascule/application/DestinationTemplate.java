package io.bascule.application;

import io.bascule.broker.DestinationPattern;
import io.bascule.broker.DestinationRefused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A destination in which variables stand for segments: {@code /app/trade/{ticker}} is {@code /app/trade/BTC} with
 * {@code ticker=BTC}. Segments are divided by {@code /} and {@code .}. Immutable; any thread.
 */
final class DestinationTemplate {
    private static final Pattern VARIABLE = Pattern.compile("(?<=[/.])\\{([A-Za-z_]\\w*)}(?=[/.]|$)");

    private final String written;
    private final List<String> names;
    private final Pattern matched;

    /** @throws DestinationRefused if it is no destination once its variables are filled; says what is wrong */
    DestinationTemplate(String written) {
        this.written = written;
        this.names = names(written);
        this.matched = Pattern.compile(matched(written));
    }

    private static List<String> names(String written) {
        var names =
                VARIABLE.matcher(written).results().map(found -> found.group(1)).toList();
        var filled = VARIABLE.matcher(written).replaceAll("x");
        if (filled.indexOf('{') >= 0 || filled.indexOf('}') >= 0) {
            throw new DestinationRefused("a variable stands for a whole segment, as in /trade/{ticker}; '" + written
                    + "' has another brace");
        }
        if (names.stream().distinct().count() < names.size()) {
            throw new DestinationRefused("'" + written + "' has the same variable twice");
        }
        DestinationPattern.exact(filled);
        return names;
    }

    private static String matched(String written) {
        var expression = new StringBuilder();
        int end = 0;
        for (var found : VARIABLE.matcher(written).results().toList()) {
            expression
                    .append(Pattern.quote(written.substring(end, found.start())))
                    .append("([^/.]+)");
            end = found.end();
        }
        return expression.append(Pattern.quote(written.substring(end))).toString();
    }

    /** The variables, in order. */
    List<String> names() {
        return names;
    }

    boolean hasVariables() {
        return !names.isEmpty();
    }

    /** The variables in {@code destination}; empty where it is another than this. */
    Optional<Map<String, String>> match(String destination) {
        var matcher = matched.matcher(destination);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var variables = new HashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            variables.put(names.get(i), matcher.group(i + 1));
        }
        return Optional.of(variables);
    }

    /** The destination with these variables; all of {@link #names()} must be among them. */
    String filled(Map<String, String> variables) {
        if (names.isEmpty()) {
            return written;
        }
        var filled = new ArrayList<String>();
        int end = 0;
        for (var found : VARIABLE.matcher(written).results().toList()) {
            filled.add(written.substring(end, found.start()));
            filled.add(variables.getOrDefault(found.group(1), ""));
            end = found.end();
        }
        filled.add(written.substring(end));
        return String.join("", filled);
    }

    /**
     * The same for all templates that stand for the same destinations. In the order of shapes a template comes behind
     * those that say more from the left.
     */
    String shape() {
        return VARIABLE.matcher(written).replaceAll("\uffff");
    }

    @Override
    public String toString() {
        return written;
    }
}
