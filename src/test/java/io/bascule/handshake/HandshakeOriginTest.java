package io.bascule.handshake;

import static io.bascule.handshake.RequestBuilder.FABRICE;
import static io.bascule.handshake.RequestBuilder.seed;
import static io.bascule.handshake.RequestBuilder.withUser;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.handshake.HandshakeInterceptor.GoOn;
import io.bascule.testing.RecordedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose pages come in, and with which user. */
class HandshakeOriginTest {
    private final Door door = new Door();

    @Test
    void without_an_origin_a_client_comes_in() {
        door.accepted(seed().without("Origin"));
    }

    @Test
    void without_an_origin_a_client_stays_outside_where_one_is_required() {
        door.rules.requireOrigin(true);

        assertEquals(403, door.refused(seed().without("Origin")).status());
        door.accepted(seed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080",
                "HTTP://LOCALHOST:8080",
                "ws://localhost:8080",
            })
    void the_same_origin_comes_in_in_any_case(String origin) {
        door.accepted(seed().origin(origin));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost:8080",
                "wss://localhost:8080",
                "http://localhost",
                "http://localhost:80",
                "http://localhost:18080",
                "http://127.0.0.1:8080",
                "http://[::1]:8080",
                "http://evil.example",
                "http://localhost.evil.example:8080",
                "http://evillocalhost:8080",
                "http://localhost.:8080"
            })
    void another_scheme_host_or_port_is_foreign(String origin) {
        assertEquals(403, door.refused(seed().origin(origin)).status());
    }

    @Test
    void default_ports_are_left_out_on_either_side() {
        door.accepted(seed().with("Host", "localhost:80").origin("http://localhost"));
        door.accepted(seed().with("Host", "localhost").origin("http://localhost:80"));
        door.accepted(seed().secure().with("Host", "localhost").origin("https://localhost:443"));
    }

    @Test
    void ipv6_literals_are_the_same_in_any_spelling() {
        door.accepted(seed().with("Host", "[::1]:8080").origin("http://[0:0:0:0:0:0:0:1]:8080"));
    }

    @Test
    void a_listed_origin_comes_in_and_this_servers_own_too() {
        door.rules.origins(OriginPolicy.parse("http://mydomain.com"));

        door.accepted(seed().origin("HTTP://MyDomain.com:80"));
        door.accepted(seed());
        assertEquals(403, door.refused(seed().origin("https://mydomain.com")).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://mydomain.com.evil.example",
                "http://evilmydomain.com",
                "http://mydomain.com@evil.example",
                "http://evil.example/mydomain.com",
                "http://evil.example?http://mydomain.com",
                "http://evil.example#mydomain.com",
                "http://mydomain.com:8080",
                "http://mydomain.com/",
                "http://sub.mydomain.com",
                "http://mydomain.com, http://evil.example",
                "http://mydomain.com http://evil.example",
                "http://mydomain.com\\.evil.example"
            })
    void what_only_resembles_a_listed_origin_stays_outside(String origin) {
        door.rules.origins(OriginPolicy.parse("http://mydomain.com"));

        assertEquals(403, door.refused(seed().origin(origin)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "garbage", "NULL", "http://", "file://"})
    void empty_and_garbage_are_403_even_under_the_star(String origin) {
        assertEquals(403, door.refused(seed().origin(origin)).status());
        door.rules.origins(OriginPolicy.parse("*"));
        assertEquals(403, door.refused(seed().origin(origin)).status());
    }

    @Test
    void null_comes_in_only_where_it_is_listed() {
        assertEquals(403, door.refused(seed().origin("null")).status());
        door.rules.origins(OriginPolicy.parse("http://mydomain.com, null"));

        door.accepted(seed().origin("null"));
        assertEquals(403, door.refused(seed().origin("NULL")).status());
    }

    @Test
    void two_origins_are_403_even_if_both_could_come_in() {
        door.rules.origins(OriginPolicy.parse("*"));

        assertEquals(
                403,
                door.refused(seed().with("Origin", "http://localhost:8080", "http://localhost:8080"))
                        .status());
    }

    @Test
    void every_origin_comes_in_where_origins_is_a_star() {
        door.rules.origins(OriginPolicy.parse("*"));

        door.accepted(seed().origin("https://evil.example"));
    }

    // The star and the user

    @Test
    void under_the_star_a_foreign_page_comes_in_without_its_user() {
        door.rules.origins(OriginPolicy.parse("*")).sessionAttributes(SessionAttributes.all());
        var handshake = door.accepted(withUser().origin("https://evil.example")).handshake();

        assertEquals(Optional.empty(), handshake.principal());
        assertEquals(Map.of(), handshake.attributes());
        assertEquals(Optional.empty(), handshake.request().principal());
        assertEquals(List.of(), handshake.request().lines("Cookie"));
        assertEquals(List.of(), handshake.request().lines("Authorization"));
        assertSame(HttpSessionSource.NONE, handshake.request().httpSession());
    }

    @Test
    void under_the_star_a_page_without_origin_comes_in_without_its_user() {
        door.rules.origins(OriginPolicy.parse("*"));

        assertEquals(
                Optional.empty(),
                door.accepted(withUser().origin("null")).handshake().principal());
    }

    @Test
    void under_the_star_interceptors_and_resolvers_do_not_see_a_foreign_pages_user_either() {
        var seen = new ArrayList<HandshakeRequest>();
        door.rules
                .origins(OriginPolicy.parse("*"))
                .interceptors(List.of((request, attributes) -> {
                    seen.add(request);
                    return new GoOn();
                }))
                .principals((request, attributes) -> {
                    seen.add(request);
                    return request.principal();
                });
        door.accepted(withUser().origin("https://evil.example"));

        assertEquals(2, seen.size());
        assertTrue(seen.stream().allMatch(request -> request.principal().isEmpty()));
    }

    @Test
    void under_the_star_this_servers_own_pages_bring_their_user() {
        door.rules.origins(OriginPolicy.parse("*")).sessionAttributes(SessionAttributes.names("user"));
        var handshake = door.accepted(withUser()).handshake();

        assertEquals(Optional.of(FABRICE), handshake.principal());
        assertEquals(Map.of("user", "fabrice"), handshake.attributes());
    }

    @Test
    void under_the_star_foreign_pages_bring_their_user_where_credentials_are_allowed() {
        door.rules.origins(OriginPolicy.parse("*")).credentials(true);

        assertEquals(
                Optional.of(FABRICE),
                door.accepted(withUser().origin("https://friend.example"))
                        .handshake()
                        .principal());
    }

    @Test
    void a_listed_page_brings_its_user() {
        door.rules.origins(OriginPolicy.parse("https://friend.example"));

        assertEquals(
                Optional.of(FABRICE),
                door.accepted(withUser().origin("https://friend.example"))
                        .handshake()
                        .principal());
    }

    @Test
    void a_check_of_the_application_s_own_is_asked_about_every_page_and_nothing_else_is() {
        door.rules.origins(new OriginPolicy.Checked((page, own) ->
                page.host().endsWith(".friends.example") && own.host().equals("localhost")));

        door.accepted(seed().origin("https://one.friends.example"));
        assertEquals(403, door.refused(seed().origin("http://localhost:8080")).status());
        assertEquals(403, door.refused(seed().origin("null")).status());
    }

    @Test
    void a_page_that_a_check_lets_in_acts_as_its_user() {
        door.rules.origins(new OriginPolicy.Checked((page, own) -> true)).sessionAttributes(SessionAttributes.all());

        var handshake =
                door.accepted(withUser().origin("https://friend.example")).handshake();
        assertEquals(Map.of("user", "fabrice"), handshake.attributes());
    }

    @Test
    void a_check_that_fails_is_500_without_text() {
        door.rules.origins(new OriginPolicy.Checked((page, own) -> {
            throw new IllegalArgumentException("a secret");
        }));
        try (var log = RecordedLog.of(ApplicationSteps.class)) {
            var refused = door.refused(seed().origin("https://friend.example"));
            assertEquals(500, refused.status());
            assertEquals("", refused.body());
            assertEquals(List.of("SEVERE A handshake at /portfolio failed"), log.lines());
        }
    }
}
