package io.bascule.handshake;

import static io.bascule.handshake.RequestBuilder.seed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.handshake.TrustedProxies.Arrival;
import io.bascule.handshake.TrustedProxies.ForwardedRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final TrustedProxies TEN = TrustedProxies.parse("10.0.0.0/8");

    @Test
    void a_network_holds_its_addresses_and_no_other() {
        var proxies = TrustedProxies.parse("10.1.2.0/23, fd00::/8, 192.168.1.7");

        assertTrue(proxies.trusts("10.1.2.0") && proxies.trusts("10.1.3.255"));
        assertFalse(proxies.trusts("10.1.1.255") || proxies.trusts("10.1.4.0"));
        assertTrue(proxies.trusts("fd12:3456::1") && proxies.trusts("fdff::%eth0"));
        assertFalse(proxies.trusts("fe00::1") || proxies.trusts("fc00::1"));
        assertTrue(proxies.trusts("192.168.1.7"));
        assertFalse(proxies.trusts("192.168.1.8") || proxies.trusts("192.168.1.70"));
    }

    @Test
    void an_ipv4_address_within_ipv6_is_that_ipv4_address() {
        assertTrue(TEN.trusts("::ffff:10.0.0.3"));
        assertFalse(TrustedProxies.parse("::/0").trusts("10.0.0.3"));
    }

    @Test
    void nobody_is_trusted_until_named_not_even_this_machine() {
        assertFalse(TrustedProxies.NONE.trusts("127.0.0.1"));
        assertFalse(TrustedProxies.parse("").trusts("::1"));
    }

    @Test
    void a_name_or_garbage_is_not_trusted() {
        assertFalse(TrustedProxies.parse("0.0.0.0/0,::/0").trusts("localhost"));
        assertFalse(TrustedProxies.parse("0.0.0.0/0,::/0").trusts(""));
        assertFalse(TrustedProxies.parse("0.0.0.0/0,::/0").trusts("010.0.0.3"));
        assertTrue(TrustedProxies.parse("0.0.0.0/0").trusts("203.0.113.9"));
    }

    @Test
    void a_name_in_the_setting_is_refused_with_what_to_write() {
        assertEquals(
                "Trusted proxy 'proxy.local' is not an address; write one such as '10.0.0.3' or 'fd00::3', or a network"
                        + " such as '10.0.0.0/8'",
                refused("10.0.0.3,proxy.local"));
    }

    @Test
    void a_network_longer_than_its_addresses_is_refused() {
        assertEquals(
                "Trusted network '10.0.0.0/33' has no length between 0 and 32 behind the slash",
                refused("10.0.0.0/33"));
        assertEquals("Trusted network 'fd00::/' has no length between 0 and 128 behind the slash", refused("fd00::/"));
    }

    @Test
    void a_network_that_may_be_one_address_is_refused() {
        assertEquals(
                "Trusted network '10.0.0.3/8' names one address and many; write the address without '/8', or the network"
                        + " with zeros behind its first 8 bits",
                refused("10.0.0.3/8"));
    }

    @Test
    void without_proxies_the_host_header_and_the_connection_say_who_this_server_is() throws ForwardedRefused {
        assertEquals(
                new Arrival("127.0.0.1", Origin.parse("http://localhost:8080"), "from Host"),
                TEN.arrival(seed().build()));
        assertEquals(
                Origin.parse("https://localhost:8080"),
                TEN.arrival(seed().secure().build()).own());
    }

    @Test
    void forwarded_headers_of_a_stranger_change_nothing() throws ForwardedRefused {
        var arrival = TEN.arrival(seed().with("X-Forwarded-For", "1.2.3.4")
                .with("X-Forwarded-Proto", "https")
                .with("X-Forwarded-Host", "evil.example")
                .with("X-Forwarded-Port", "1")
                .with("Forwarded", "for=1.2.3.4;proto=https;host=evil.example")
                .build());

        assertEquals("127.0.0.1", arrival.client());
        assertEquals(Origin.parse("http://localhost:8080"), arrival.own());
    }

    @Test
    void what_a_stranger_forwarded_is_named() throws ForwardedRefused {
        var request = seed().from("11.0.0.3").with("X-Forwarded-Proto", "https").build();

        assertEquals(
                "from Host; X-Forwarded-Proto=https came from 11.0.0.3, which is not in bascule.trustedProxies",
                TEN.arrival(request).basis());
    }

    @Test
    void what_a_trusted_proxy_forwarded_is_named() throws ForwardedRefused {
        assertEquals(
                "from Host, and X-Forwarded-Proto=https of 10.0.0.3",
                TEN.arrival(proxied().with("X-Forwarded-Proto", "https").build())
                        .basis());
    }

    @Test
    void a_trusted_proxy_names_scheme_host_and_port() throws ForwardedRefused {
        assertEquals(
                "https://app.example",
                own(proxied().with("X-Forwarded-Proto", "https").with("X-Forwarded-Host", "app.example")));
        assertEquals(
                "https://app.example:8443",
                own(proxied()
                        .with("X-Forwarded-Proto", "https")
                        .with("X-Forwarded-Host", "app.example")
                        .with("X-Forwarded-Port", "8443")));
        assertEquals(
                "https://app.example:8443",
                own(proxied()
                        .with("X-Forwarded-Proto", "https")
                        .with("X-Forwarded-Host", "app.example:8443")
                        .with("X-Forwarded-Port", "8443")));
        assertEquals("https://app.example", own(proxied().with("Forwarded", "proto=https;host=app.example")));
        assertEquals("https://[::1]:8443", own(proxied().with("Forwarded", "proto=https; host=\"[::1]:8443\"")));
    }

    @Test
    void a_forwarded_port_without_a_host_is_that_of_the_host_header() throws ForwardedRefused {
        assertEquals(
                "https://localhost",
                own(proxied().with("X-Forwarded-Proto", "https").with("X-Forwarded-Port", "443")));
    }

    @Test
    void wss_counts_as_https_and_ws_as_http() throws ForwardedRefused {
        assertEquals("https://localhost:8080", own(proxied().with("X-Forwarded-Proto", "WSS")));
        assertEquals("https://localhost:8080", own(proxied().with("Forwarded", "proto=wss")));
        assertEquals("http://localhost:8080", own(proxied().secure().with("X-Forwarded-Proto", "ws")));
    }

    @Test
    void forwarded_fills_in_before_the_older_headers() throws ForwardedRefused {
        assertEquals(
                "https://app.example",
                own(proxied().with("Forwarded", "proto=https").with("X-Forwarded-Host", "app.example")));
    }

    @Test
    void the_right_most_value_counts() throws ForwardedRefused {
        assertEquals(
                "https://app.example",
                own(proxied()
                        .with("X-Forwarded-Proto", "http, https")
                        .with("X-Forwarded-Host", "evil.example", "app.example")));
        assertEquals(
                "https://app.example",
                own(proxied()
                        .with(
                                "Forwarded",
                                "for=1.1.1.1;proto=http;host=evil.example",
                                "for=2.2.2.2;proto=https;host=app.example")));
        assertEquals("2.2.2.2", client(proxied().with("X-Forwarded-For", "1.1.1.1, 2.2.2.2")));
        assertEquals("2.2.2.2", client(proxied().with("X-Forwarded-For", "1.1.1.1", "2.2.2.2")));
    }

    @Test
    void addresses_of_trusted_proxies_are_passed_over() throws ForwardedRefused {
        assertEquals("2.2.2.2", client(proxied().with("X-Forwarded-For", "1.1.1.1, 2.2.2.2, 10.0.0.9, 10.0.0.8")));
        assertEquals("2.2.2.2", client(proxied().with("Forwarded", "for=1.1.1.1, for=2.2.2.2, for=\"10.0.0.9:81\"")));
        assertEquals("10.0.0.9", client(proxied().with("X-Forwarded-For", "10.0.0.9, 10.0.0.8")));
    }

    @Test
    void what_the_outermost_trusted_proxy_says_goes_before_what_it_was_told_inside() throws ForwardedRefused {
        assertEquals(
                "https://app.example",
                own(proxied()
                        .with(
                                "Forwarded",
                                "for=evil;proto=http;host=evil.example, for=2.2.2.2;proto=https;host=app.example,"
                                        + " for=10.0.0.9;proto=http;host=inside")));
    }

    @Test
    void an_address_is_read_with_port_and_brackets_or_without() throws ForwardedRefused {
        assertEquals("1.2.3.4", client(proxied().with("X-Forwarded-For", "1.2.3.4:5678")));
        assertEquals("2001:db8:0:0:0:0:0:1", client(proxied().with("X-Forwarded-For", "2001:db8::1")));
        assertEquals("2001:db8:0:0:0:0:0:1", client(proxied().with("Forwarded", "For=\"[2001:db8::1]:4711\"")));
    }

    @Test
    void a_hidden_client_has_the_address_of_the_proxy_that_hides_it() throws ForwardedRefused {
        assertEquals("10.0.0.3", client(proxied().with("Forwarded", "for=unknown")));
        assertEquals("10.0.0.9", client(proxied().with("Forwarded", "for=1.1.1.1, for=_hidden, for=10.0.0.9")));
        assertEquals("10.0.0.9", client(proxied().with("X-Forwarded-For", "1.1.1.1, localhost, 10.0.0.9")));
        assertEquals("10.0.0.3", client(proxied().with("Forwarded", "proto=https")));
    }

    @Test
    void both_families_may_say_the_same() throws ForwardedRefused {
        var request = proxied()
                .with("Forwarded", "for=2.2.2.2;proto=https;host=App.example:443")
                .with("X-Forwarded-For", "2.2.2.2")
                .with("X-Forwarded-Proto", "wss")
                .with("X-Forwarded-Host", "app.example")
                .with("X-Forwarded-Port", "443");

        assertEquals("https://app.example", own(request));
        assertEquals("2.2.2.2", client(request));
    }

    @Test
    void two_families_that_contradict_each_other_are_refused() {
        assertEquals(
                "Forwarded says that the scheme is https, X-Forwarded-* that it is http",
                contradiction(proxied().with("Forwarded", "proto=https").with("X-Forwarded-Proto", "http")));
        assertEquals(
                "Forwarded says that this server is http://a, X-Forwarded-* that it is http://b",
                contradiction(proxied().with("Forwarded", "host=a").with("X-Forwarded-Host", "b")));
        assertEquals(
                "Forwarded says that this server is http://a, X-Forwarded-* that it is http://a:81",
                contradiction(proxied().with("Forwarded", "host=a").with("X-Forwarded-Port", "81")));
        assertEquals(
                "Forwarded says that the client is 1.1.1.1, X-Forwarded-* that it is 2.2.2.2",
                contradiction(proxied().with("Forwarded", "for=1.1.1.1").with("X-Forwarded-For", "2.2.2.2")));
    }

    @Test
    void a_forwarded_host_and_port_that_contradict_each_other_are_refused() {
        assertEquals(
                "X-Forwarded-Host=a:81 contradicts X-Forwarded-Port=82",
                contradiction(proxied().with("X-Forwarded-Host", "a:81").with("X-Forwarded-Port", "82")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=\"1.1.1.1",
                "for",
                "for=1.1.1.1 proto=https",
                "for=1.1.1.1;for=2.2.2.2",
                "for=;proto=https",
                "for=\"a\\\"b\"",
                "proto=ftp",
                "host=\"a b\"",
                "host=\"\"",
                "host=a:99999"
            })
    void a_trusted_proxys_garbage_is_refused(String forwarded) {
        assertThrows(
                ForwardedRefused.class,
                () -> TEN.arrival(proxied().with("Forwarded", forwarded).build()));
    }

    @Test
    void what_could_not_be_read_is_said() {
        assertEquals("Forwarded=for cannot be read", contradiction(proxied().with("Forwarded", "for")));
        assertEquals(
                "Forwarded=for=a;For=b says For twice of one proxy",
                contradiction(proxied().with("Forwarded", "for=a;For=b")));
        assertEquals(
                "X-Forwarded-Proto=gopher is neither http nor https",
                contradiction(proxied().with("X-Forwarded-Proto", "gopher")));
        assertEquals(
                "A forwarded host or port cannot be read: 'a/b' is not a host",
                contradiction(proxied().with("X-Forwarded-Host", "a/b")));
    }

    @Test
    void a_comma_within_quotes_divides_nothing() throws ForwardedRefused {
        assertEquals(
                "https://app.example",
                own(proxied().with("Forwarded", "by=\"x,proto=http\";proto=https;host=app.example")));
    }

    private static RequestBuilder proxied() {
        return seed().from("10.0.0.3");
    }

    private static String own(RequestBuilder request) throws ForwardedRefused {
        return TEN.arrival(request.build()).own().toString();
    }

    private static String client(RequestBuilder request) throws ForwardedRefused {
        return TEN.arrival(request.build()).client();
    }

    private static String contradiction(RequestBuilder request) {
        return String.valueOf(assertThrows(ForwardedRefused.class, () -> TEN.arrival(request.build()))
                .getMessage());
    }

    private static String refused(String setting) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> TrustedProxies.parse(setting))
                .getMessage());
    }
}
