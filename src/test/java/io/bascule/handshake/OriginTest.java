package io.bascule.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
    @Test
    void scheme_and_host_are_compared_without_case() {
        assertEquals(Origin.parse("http://mydomain.com"), Origin.parse("HTTP://MyDomain.com"));
    }

    @Test
    void the_default_port_of_the_scheme_may_be_written_or_not() {
        assertEquals(Origin.parse("http://d"), Origin.parse("http://d:80"));
        assertEquals(Origin.parse("https://d"), Origin.parse("https://d:443"));
    }

    @Test
    void the_default_port_of_another_scheme_is_a_port_like_any_other() {
        assertNotEquals(Origin.parse("http://d"), Origin.parse("http://d:443"));
        assertNotEquals(Origin.parse("https://d"), Origin.parse("https://d:80"));
    }

    @Test
    void http_and_https_are_different_even_on_one_port() {
        assertNotEquals(Origin.parse("http://d:8443"), Origin.parse("https://d:8443"));
    }

    @Test
    void ws_is_http_and_wss_is_https() {
        assertEquals(Origin.parse("http://d"), Origin.parse("ws://d"));
        assertEquals(Origin.parse("https://d"), Origin.parse("WSS://d:443"));
    }

    @Test
    void a_name_with_other_letters_is_its_ascii_form() {
        assertEquals(
                "http://xn--bcher-kva.example",
                Origin.parse("http://B\u00fccher.example").toString());
    }

    @Test
    void a_sharp_s_is_refused_since_the_jdk_would_make_another_host_of_it() {
        assertEquals("'stra\\u00dfe.example' is not a host", refused("https://stra\u00dfe.example"));
    }

    @Test
    void a_letter_that_becomes_a_slash_is_refused() {
        assertEquals(
                "'example.com\\uff0f.evil.example' is not a host", refused("https://example.com\uff0f.evil.example"));
    }

    @Test
    void ipv6_literals_are_compared_as_addresses() {
        assertEquals(Origin.parse("http://[::1]:8080"), Origin.parse("http://[0:0:0:0:0:0:0:1]:8080"));
        assertEquals(Origin.parse("http://[2001:DB8::A]"), Origin.parse("http://[2001:db8:0::a]:80"));
    }

    @Test
    void ipv6_literals_are_written_short() {
        assertEquals(
                "http://[::1]:8080",
                Origin.parse("http://[0:0:0:0:0:0:0:1]:8080").toString());
        assertEquals("http://[::]", Origin.parse("http://[0::0]").toString());
        assertEquals(
                "http://[2001:db8::1:0:0:1]",
                Origin.parse("http://[2001:db8:0:0:1:0:0:1]").toString());
        assertEquals(
                "http://[1:2:3:4:5:6:7:8]",
                Origin.parse("http://[1:2:3:4:5:6:7:8]").toString());
    }

    @Test
    void an_ipv4_address_within_ipv6_is_another_host() {
        assertNotEquals(Origin.parse("http://127.0.0.1"), Origin.parse("http://[::ffff:127.0.0.1]"));
        assertEquals(
                "http://[::ffff:7f00:1]",
                Origin.parse("http://[::ffff:127.0.0.1]").toString());
    }

    @Test
    void another_scheme_has_no_default_port() {
        assertEquals(
                "capacitor://localhost", Origin.parse("capacitor://localhost").toString());
        assertNotEquals(Origin.parse("capacitor://localhost"), Origin.parse("capacitor://localhost:80"));
    }

    @Test
    void a_final_dot_makes_another_host_as_it_does_in_browsers() {
        assertNotEquals(Origin.parse("http://example.com"), Origin.parse("http://example.com."));
    }

    @Test
    void the_default_port_is_not_written() {
        assertEquals(
                "https://example.com", Origin.parse("https://example.com:443").toString());
        assertEquals(
                "https://example.com:80", Origin.parse("https://example.com:80").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "example.com",
                "://example.com",
                "http:example.com",
                "http:/example.com",
                "http://",
                "http:///",
                "http:// ",
                "http://.",
                "http://a..b",
                "http://:8080",
                "http://example.com/",
                "http://example.com/path",
                "http://example.com?q",
                "http://example.com#f",
                "http://user@example.com",
                "http://localhost:8080@evil.example",
                "http://evil.example\\@localhost:8080",
                "http://example.com:",
                "http://example.com:0",
                "http://example.com:65536",
                "http://example.com:+80",
                "http://example.com:80:80",
                "http://example.com:\u0661",
                "http://ex ample.com",
                "http://example.com ",
                " http://example.com",
                "http://example.com\n",
                "http://example.com\0",
                "http://exa%6dple.com",
                "http://*.example.com",
                "http://a, http://b",
                "http://a http://b",
                "http://[::1",
                "http://::1",
                "http://[::1]x",
                "http://[::1%25lo]",
                "http://[::1%lo]",
                "http://[1::2::3]",
                "http://[127.0.0.1]",
                "http://[localhost]",
                "http://[]",
                "1http://example.com",
                "h\u212attp://example.com"
            })
    void whatever_is_not_scheme_host_and_port_is_refused(String garbage) {
        assertThrows(IllegalArgumentException.class, () -> Origin.parse(garbage));
    }

    @Test
    void a_host_of_endless_length_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Origin.parse("http://" + "a.".repeat(100_000) + "b"));
        assertThrows(IllegalArgumentException.class, () -> Origin.parse("http://[" + ":".repeat(100_000) + "]"));
        assertThrows(IllegalArgumentException.class, () -> Origin.parse("http://" + "\u00fc".repeat(250)));
    }

    @Test
    void what_is_wrong_is_said() {
        assertEquals("'example.com' has no scheme", refused("example.com"));
        assertEquals("Port 65536 is not between 1 and 65535", refused("http://d:65536"));
        assertEquals("'d/path' is not a host", refused("http://d/path"));
        assertEquals("'d:x' is not a host, or a host, ':' and a port", refused("http://d:x"));
        assertEquals("'h p' is not a scheme", refused("h p://d"));
    }

    private static String refused(String text) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Origin.parse(text))
                .getMessage());
    }
}
