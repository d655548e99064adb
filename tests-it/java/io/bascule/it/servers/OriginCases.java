package io.bascule.it.servers;

import io.bascule.it.wire.UpgradeRequest;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Whose pages may come in: table A3 of the specification of the handshake (RFC 6454, RFC 6455 section 10.2). */
final class OriginCases {
    private OriginCases() {}

    static List<Case> all() {
        return Stream.of(own(), foreign(), listed(), required())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Case> own() {
        return List.of(
                own("no `Origin`", (site, request) -> request),
                own("the own origin", (site, request) -> request.with("Origin: " + site.origin())),
                own(
                        "the own origin with its host in capitals",
                        (site, request) -> request.replacing("Host: localhost:" + site.port())
                                .with("Origin: HTTP://LOCALHOST:" + site.port())),
                own(
                        "the own origin with the default port",
                        (site, request) -> request.replacing("Host: localhost").with("Origin: http://localhost:80")),
                own(
                        "the own origin without the default port",
                        (site, request) ->
                                request.replacing("Host: localhost:80").with("Origin: http://localhost")));
    }

    private static Case own(String name, BiFunction<Site, UpgradeRequest, UpgradeRequest> change) {
        return new Case(name, "101", sites -> {
            var site = sites.cases();
            return Answers.echo(site, change.apply(site, site.upgrade("/echo")));
        });
    }

    private static List<Case> foreign() {
        return List.of(
                foreign("a foreign origin", site -> "http://evil.example"),
                foreign("an origin with another port", site -> "http://127.0.0.1:1"),
                foreign("an origin with another scheme", site -> "https://127.0.0.1:" + site.port()),
                foreign("an origin that only begins like the own", site -> site.origin() + ".evil.example"),
                foreign("an origin with a path", site -> site.origin() + "/"),
                foreign("`Origin: null`", site -> "null"),
                foreign("an empty `Origin`", site -> ""),
                foreign("an origin without a scheme", site -> "127.0.0.1:" + site.port()),
                foreign("an origin without a host", site -> "http://"),
                foreign("an origin that cannot be parsed", site -> "http://[::1"),
                foreign("an origin of 3,000 characters", site -> "http://" + "x".repeat(3000)),
                new Case("two `Origin`s", "403", sites -> {
                    var own = "Origin: " + sites.cases().origin();
                    return Answers.echo(
                            sites.cases(),
                            sites.cases().upgrade("/echo").with(own).with(own));
                }));
    }

    private static Case foreign(String name, java.util.function.Function<Site, String> origin) {
        return new Case(name, "403", sites -> {
            var site = sites.cases();
            return Answers.echo(site, site.upgrade("/echo").with("Origin: " + origin.apply(site)));
        });
    }

    private static List<Case> listed() {
        return List.of(
                listed("a listed origin", "101", "https://shop.example.com"),
                listed("a listed origin in another spelling", "101", "HTTPS://Shop.Example.Com:443"),
                listed("a listed name as browsers write it", "101", "http://xn--bcher-kva.example"),
                listed("`Origin: null` where it is listed", "101", "null"),
                new Case("the own origin where others are listed", "101", sites -> {
                    var site = sites.neighbour();
                    return Answers.echo(site, site.upgrade("/test/speaking").with("Origin: " + site.origin()));
                }),
                listed("a listed origin with another port", "403", "https://shop.example.com:8443"),
                listed("a listed origin with another scheme", "403", "http://shop.example.com"),
                listed("an origin that only begins like a listed one", "403", "https://shop.example.com.evil"),
                annotated("an origin that the annotation lists", "101", "https://shop.example.com"),
                annotated("an origin that the annotation does not list", "403", "http://xn--bcher-kva.example"));
    }

    private static Case listed(String name, String expected, String origin) {
        return new Case(
                name,
                expected,
                sites -> Answers.echo(
                        sites.neighbour(),
                        sites.neighbour().upgrade("/test/speaking").with("Origin: " + origin)));
    }

    private static Case annotated(String name, String expected, String origin) {
        return new Case(
                name,
                expected,
                sites -> Answers.opening(
                        sites.neighbour(),
                        sites.neighbour().upgrade("/clock/UTC").with("Origin: " + origin)));
    }

    private static List<Case> required() {
        return List.of(
                new Case(
                        "any origin where `*` is",
                        "101",
                        sites -> Answers.opening(
                                sites.cases(),
                                sites.cases().upgrade("/test/measures").with("Origin: http://evil.example"))),
                new Case(
                        "`Origin: null` where `*` is",
                        "101",
                        sites -> Answers.opening(
                                sites.cases(),
                                sites.cases().upgrade("/test/measures").with("Origin: null"))),
                new Case(
                        "two `Origin`s where `*` is",
                        "403",
                        sites -> Answers.opening(
                                sites.cases(),
                                sites.cases()
                                        .upgrade("/test/measures")
                                        .with("Origin: http://a")
                                        .with("Origin: http://a"))),
                new Case(
                        "no `Origin` where one is required",
                        "403",
                        sites -> Answers.opening(
                                sites.neighbour(), sites.neighbour().upgrade("/clock/UTC"))));
    }
}
