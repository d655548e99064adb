package io.bascule.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]", "[0:0:0:0:0:0:0:1]:9"})
    void a_machine_is_called_by_its_own_names_on_any_port(String host) {
        assertTrue(AllowedHosts.LOOPBACK.allows(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil.localhost",
                "localhost.",
                "127.0.0.2",
                "127.1",
                "::1",
                "localhost@evil.example",
                "localhost, evil.example",
                "",
                "local host"
            })
    void any_other_name_is_not_allowed(String host) {
        assertFalse(AllowedHosts.LOOPBACK.allows(host));
    }

    @Test
    void a_star_allows_every_name_but_no_garbage() {
        assertTrue(AllowedHosts.parse("*").allows("evil.example:80"));
        assertFalse(AllowedHosts.parse("*").allows("ev il"));
    }

    @Test
    void names_are_normal_after_reading() {
        assertEquals(
                "example.com,[::1]", AllowedHosts.parse("Example.COM, [0::1]").toString());
    }

    @Test
    void a_name_with_a_port_is_refused_with_what_to_write() {
        var refused = assertThrows(IllegalArgumentException.class, () -> AllowedHosts.parse("localhost:8080"));

        assertEquals(
                "Host 'localhost:8080' cannot be used; write names or addresses without a port, for instance"
                        + " 'example.com,[::1]', or '*' for every name",
                refused.getMessage());
    }
}
