package io.bascule;

import static java.util.stream.Collectors.toCollection;

import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.frame.Command;
import io.bascule.token.TokenAlgorithm;
import io.bascule.token.TokenKeys;
import io.bascule.token.TokenRules;
import io.bascule.token.TokenVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What settings say of who the STOMP clients of one endpoint are, and where they may send and subscribe. */
final class RightsSettings {
    static final String SEND = "rules.send.";
    static final String SUBSCRIBE = "rules.subscribe.";

    private static final String KEY = "token.key";

    private final BasculeOptions options;
    private final String path;

    private RightsSettings(BasculeOptions options, String path) {
        this.options = options;
        this.path = path;
    }

    /** Those of the endpoint at {@code path}; "" for all. */
    static RightsSettings at(BasculeOptions options, String path) {
        return new RightsSettings(options, path);
    }

    /**
     * Reads every value and the file with the key, so that what is wrong stops the start.
     *
     * @throws BadSetting if something is
     */
    void check() {
        rules();
        verifier(Clock.systemUTC());
    }

    /** The rules for destinations: those for this endpoint, then those for all, each with the narrowest pattern first. */
    DestinationRules rules() {
        return path.isEmpty() ? rules("") : rules(path).orElse(rules(""));
    }

    private DestinationRules rules(String endpoint) {
        var sending = rules(endpoint, SEND, Command.SEND, DestinationRules.of());
        return rules(endpoint, SUBSCRIBE, Command.SUBSCRIBE, sending);
    }

    private DestinationRules rules(String endpoint, String prefix, Command command, DestinationRules before) {
        var rules = before;
        for (var setting : options.byPattern(endpoint, prefix).entrySet()) {
            rules = with(setting, command, BasculeOptions.pattern(setting.getKey(), prefix), rules);
        }
        return rules;
    }

    private static DestinationRules with(
            Map.Entry<String, String> setting, Command command, String pattern, DestinationRules before) {
        try {
            return before.with(command, pattern, Who.parse(setting.getValue().strip()));
        } catch (IllegalArgumentException wrong) {
            throw BadSetting.value(
                    setting.getKey(),
                    setting.getValue(),
                    "it as in rules.send./topic/news.**=role:editor, or with =anyone, =user or =nobody",
                    wrong);
        }
    }

    /** What verifies tokens, if they are to let clients in; {@code clock} tells when they expire. */
    Optional<TokenVerifier> verifier(Clock clock) {
        return key(file -> file).isEmpty() ? none() : Optional.of(present(clock));
    }

    private <T> T key(Function<String, T> parse) {
        return options.read(path, KEY, "a file with a JWK set, public keys as PEM, or a secret", parse);
    }

    /** Somebody who says whose tokens are good believes that they are looked at. */
    private Optional<TokenVerifier> none() {
        Stream.of("token.algorithms", "token.issuer", "token.audience", "token.roles")
                .filter(name -> !options.read(path, name, "", text -> text).isEmpty())
                .findFirst()
                .ifPresent(name -> key(file -> {
                    throw new IllegalArgumentException("it is not set, and " + name + " is");
                }));
        return Optional.empty();
    }

    private TokenVerifier present(Clock clock) {
        var algorithms = algorithms();
        var issuer = stated("token.issuer", "who issues the tokens, as they have it in iss");
        var audience = stated("token.audience", "whom the tokens are for, as they have it in aud");
        var user = stated("token.user", "the name of a claim, such as sub");
        var roles = options.read(path, "token.roles", "the name of a claim", text -> text);
        return key(file -> {
            var rules = new TokenRules(algorithms, keys(file), issuer, audience, user, roles);
            return new TokenVerifier(rules, clock);
        });
    }

    private static TokenKeys keys(String file) {
        try {
            return TokenKeys.parse(Files.readString(Path.of(file)));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(SettingSources.why(unreadable), unreadable);
        } catch (LinkageError missing) {
            throw new IllegalArgumentException("it needs nimbus-jose-jwt 10 in WEB-INF/lib", missing);
        }
    }

    private Set<TokenAlgorithm> algorithms() {
        return options.read(path, "token.algorithms", "names such as ES256,RS256", text -> {
            var named = Stream.of(text.split(",", -1))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .map(TokenAlgorithm::parse)
                    .collect(toCollection(LinkedHashSet::new));
            return nonEmpty(named, named.isEmpty());
        });
    }

    private String stated(String name, String expected) {
        return options.read(path, name, expected, text -> nonEmpty(text, text.isEmpty()));
    }

    private static <T> T nonEmpty(T value, boolean empty) {
        if (empty) {
            throw new IllegalArgumentException("it is empty, and " + KEY + " is set");
        }
        return value;
    }
}
