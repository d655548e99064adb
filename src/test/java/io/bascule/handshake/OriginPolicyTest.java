package io.bascule.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.handshake.OriginPolicy.AnyOrigin;
import io.bascule.handshake.OriginPolicy.SameOrigin;
import org.junit.jupiter.api.Test;

class OriginPolicyTest {
    private static final Origin OWN = Origin.parse("http://localhost:8080");

    @Test
    void nothing_written_means_the_same_origin() {
        assertEquals(new SameOrigin(), OriginPolicy.parse(""));
        assertEquals(new SameOrigin(), OriginPolicy.parse("same"));
    }

    @Test
    void a_star_means_every_origin() {
        assertTrue(OriginPolicy.parse("*").allows(Origin.parse("https://evil.example"), OWN));
    }

    @Test
    void null_beside_the_star_lets_in_pages_without_an_origin() {
        assertEquals(new AnyOrigin(false), OriginPolicy.parse("*"));
        assertEquals(new AnyOrigin(true), OriginPolicy.parse("*, null"));
    }

    @Test
    void a_list_lets_in_what_is_listed_in_any_spelling() {
        var policy = OriginPolicy.parse("HTTP://MyDomain.com:80, https://b.example");

        assertTrue(policy.allows(Origin.parse("http://mydomain.com"), OWN));
        assertTrue(policy.allows(Origin.parse("https://B.example:443"), OWN));
        assertFalse(policy.allows(Origin.parse("http://b.example"), OWN));
    }

    @Test
    void a_list_lets_in_this_server_too() {
        assertTrue(OriginPolicy.parse("https://a.example").allows(OWN, OWN));
    }

    @Test
    void null_is_let_in_only_where_it_is_listed() {
        assertFalse(OriginPolicy.parse("same").allowsNull());
        assertFalse(OriginPolicy.parse("https://a.example").allowsNull());
        assertTrue(OriginPolicy.parse("https://a.example, null").allowsNull());
    }

    @Test
    void a_list_is_written_as_it_was_read_but_normal() {
        assertEquals(
                "https://b,http://a,null",
                OriginPolicy.parse(" https://B:443 ,null, http://a:80").toString());
    }

    @Test
    void an_entry_without_scheme_is_refused_with_what_to_write() {
        assertEquals(
                "Origin 'example.com' cannot be used: 'example.com' has no scheme; write 'https://example.com', or '*' to"
                        + " let every origin in",
                refused("example.com"));
    }

    @Test
    void an_entry_with_a_path_is_refused_with_what_to_write() {
        assertEquals(
                "Origin 'http://me@example.com:81/app' cannot be used: 'me@example.com:81/app' is not a host, or a host,"
                        + " ':' and a port; write 'http://example.com:81', or '*' to let every origin in",
                refused("http://me@example.com:81/app"));
    }

    @Test
    void an_entry_with_a_wildcard_is_refused() {
        assertEquals(
                "Origin 'https://*.d.com' cannot be used: '*.d.com' is not a host; write 'https://example.com', or '*' to"
                        + " let every origin in",
                refused("https://a.example,https://*.d.com"));
    }

    @Test
    void an_entry_beside_the_star_is_refused() {
        assertEquals(
                "'*' lets every origin in, 'https://a' too; write '*' alone, or leave it out to let in only the others",
                refused("*,https://a"));
    }

    private static String refused(String setting) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> OriginPolicy.parse(setting))
                .getMessage());
    }
}
