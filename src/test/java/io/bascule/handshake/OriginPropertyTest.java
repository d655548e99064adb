package io.bascule.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OriginPropertyTest {
    /** An origin as someone writes it: no default port filled in, lower case. */
    record Written(String scheme, String host, int port) {
        int effectivePort() {
            return port != 0 ? port : secure() ? 443 : 80;
        }

        boolean secure() {
            return scheme.equals("https") || scheme.equals("wss");
        }

        boolean sameAs(Written other) {
            return secure() == other.secure() && host.equals(other.host) && effectivePort() == other.effectivePort();
        }

        @Override
        public String toString() {
            return scheme + "://" + host + (port == 0 ? "" : ":" + port);
        }
    }

    @Property
    void an_origin_is_itself_in_any_case_and_with_its_default_port(
            @ForAll("origins") Written written, @ForAll Random random) {
        var port = ":" + written.effectivePort();
        var loud = mixed(written.scheme() + "://" + written.host(), random) + port;

        assertEquals(Origin.parse(written.toString()), Origin.parse(loud));
    }

    @Property
    void two_origins_are_equal_only_when_scheme_host_and_port_are(
            @ForAll("origins") Written one, @ForAll("origins") Written other) {
        assertEquals(one.sameAs(other), Origin.parse(one.toString()).equals(Origin.parse(other.toString())));
    }

    @Property
    void an_origin_reads_what_it_writes(@ForAll("origins") Written written) {
        var origin = Origin.parse(written.toString());

        assertEquals(origin, Origin.parse(origin.toString()));
    }

    @Property
    void whatever_is_read_is_written_in_plain_ascii(@ForAll String host) {
        try {
            var text = Origin.at("https", host).toString();
            assertEquals(text.toLowerCase(Locale.ROOT), text);
            assertEquals(true, text.matches("https://[a-z0-9._\\[\\]:-]+"));
        } catch (IllegalArgumentException refused) {
            // the only way out
        }
    }

    @Provide
    Arbitrary<Written> origins() {
        var schemes = Arbitraries.of("http", "https", "ws", "wss");
        var names = Arbitraries.of("localhost", "a", "a.b", "b.a", "ab", "a-b", "a.b.", "127.0.0.1", "127.0.0.10")
                .edgeCases(none -> none.none());
        var anyNames = Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(12);
        var ports = Arbitraries.oneOf(
                Arbitraries.of(0, 80, 443, 8080), Arbitraries.integers().between(1, 65535));
        return Combinators.combine(schemes, Arbitraries.oneOf(names, anyNames), ports)
                .as(Written::new);
    }

    private static String mixed(String text, Random random) {
        var mixed = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            mixed.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
        }
        return mixed.toString();
    }
}
