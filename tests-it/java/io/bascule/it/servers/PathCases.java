package io.bascule.it.servers;

import io.bascule.it.wire.UpgradeRequest;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An endpoint has one spelling: what a container might decode into it must not come past its rules. Beside
 * {@code /test/speaking}, which takes its own origin only, {@code /test/{behaviour}} is open to all.
 */
final class PathCases {
    private static final String EVIL = "Origin: http://evil.example";

    private PathCases() {}

    static List<Case> all() {
        return Stream.of(
                        Stream.of(
                                        "/%65cho",
                                        "/echo;x=1",
                                        "/echo/",
                                        "/./echo",
                                        "/x/../echo",
                                        "//echo",
                                        "/ECHO",
                                        "/echo%2F",
                                        "/%2Fecho",
                                        "/echo%00",
                                        "/echo%3Fa",
                                        "/nowhere",
                                        "/")
                                .map(PathCases::nowhere),
                        Stream.of(
                                new Case(
                                        "a foreign origin to `/test/speaking`",
                                        "403",
                                        sites -> Answers.opening(
                                                sites.cases(),
                                                sites.cases()
                                                        .upgrade("/test/speaking")
                                                        .with(EVIL))),
                                new Case(
                                        "a foreign origin to `/test/SPEAKING`, which is another path",
                                        "101",
                                        sites -> Answers.opening(
                                                sites.cases(),
                                                sites.cases()
                                                        .upgrade("/test/SPEAKING")
                                                        .with(EVIL)))),
                        Stream.of(
                                        "/test/%73peaking",
                                        "/test/speaking;x=1",
                                        "/test/speaking/",
                                        "/test/./speaking",
                                        "/test/x/../speaking",
                                        "/test//speaking",
                                        "/test/speaking%2F",
                                        "/test%2Fspeaking",
                                        "/test/speaking%00",
                                        "/test/%2e/speaking")
                                .map(PathCases::nowhere),
                        Stream.of(
                                spelled("the context path with `;x=1`", site -> site.at(";x=1/echo")),
                                spelled("the context path with an encoded letter", site -> "/%63ases/echo"),
                                spelled("a slash before the context path", site -> "/" + site.at("/echo"))))
                .flatMap(cases -> cases)
                .toList();
    }

    private static Case nowhere(String path) {
        return spelled("`" + path + "`", site -> site.at(path));
    }

    /** The answer to a foreign page, and that to others where it is another one. */
    private static Case spelled(String name, Function<Site, String> target) {
        return new Case(name, "404", sites -> {
            var request = UpgradeRequest.to(sites.cases().port(), target.apply(sites.cases()));
            var foreign = Answers.opening(sites.cases(), request.with(EVIL));
            var own = Answers.opening(sites.cases(), request);
            return own.equals(foreign) ? own : foreign + ", without an Origin " + own;
        });
    }
}
