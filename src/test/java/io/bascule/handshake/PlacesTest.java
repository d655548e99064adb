package io.bascule.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.handshake.Places.Limits;
import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final int NONE = Limits.NONE;
    private static final Optional<Refused> TAKEN = Optional.empty();

    private final ManualTime time = new ManualTime();

    private Places places(int all, int perAddress, int perUser) {
        return new Places(new Limits(all, perAddress, perUser), time);
    }

    private static Place taken(Places places, String client) {
        var place = places.next(client);
        assertEquals(TAKEN, place.take());
        return place;
    }

    private static Refused refused(Optional<Refused> full) {
        return full.orElseThrow();
    }

    @Test
    void as_many_as_the_limit_are_taken_and_the_next_is_refused_with_503() {
        var places = places(2, NONE, NONE);
        taken(places, "127.0.0.1");
        taken(places, "127.0.0.2");
        assertEquals(
                new Refused(
                        503,
                        Map.of("Retry-After", "10"),
                        "This server has no room for more connections now.\n",
                        "all 2 connections are in use (bascule.connections)",
                        "a bascule.connections above 2"),
                refused(places.next("127.0.0.3").take()));
        assertEquals(2, places.taken());
    }

    @Test
    void one_address_is_refused_with_429_where_another_comes_in() {
        var places = places(10, 1, NONE);
        taken(places, "192.0.2.1");
        assertEquals(
                new Refused(
                        429,
                        Map.of("Retry-After", "10"),
                        "There are too many connections from this address.\n",
                        "192.0.2.1 already has 1 (bascule.connections.perAddress)",
                        "a bascule.connections.perAddress above 1"),
                refused(places.next("192.0.2.1").take()));
        taken(places, "192.0.2.2");
    }

    @Test
    void addresses_with_the_same_64_bits_count_as_one() {
        var places = places(10, 1, NONE);
        taken(places, "2001:db8:0:1::1");
        assertEquals(
                "2001:db8:0:1:ffff::2 with its neighbours in the same /64 already has 1 (bascule.connections.perAddress)",
                refused(places.next("2001:db8:0:1:ffff::2").take()).why());
        taken(places, "2001:db8:0:2::1");
    }

    @Test
    void the_zone_of_an_address_does_not_count() {
        var places = places(10, 1, NONE);
        taken(places, "fe80::1%eth0");
        assertEquals(429, refused(places.next("fe80::2%eth1").take()).status());
    }

    @Test
    void an_address_written_as_one_of_ipv6_is_that_of_ipv4() {
        var places = places(10, 1, NONE);
        taken(places, "::ffff:192.0.2.1");
        assertEquals(429, refused(places.next("192.0.2.1").take()).status());
        taken(places, "::ffff:192.0.2.2");
    }

    @Test
    void one_user_is_refused_with_429_where_another_comes_in() {
        var places = places(10, NONE, 1);
        assertEquals(TAKEN, taken(places, "192.0.2.1").takeAs("fabrice"));
        assertEquals(
                new Refused(
                        429,
                        Map.of("Retry-After", "10"),
                        "There are too many connections of this user.\n",
                        "user fabrice already has 1 (bascule.connections.perUser)",
                        "a bascule.connections.perUser above 1"),
                refused(taken(places, "192.0.2.2").takeAs("fabrice")));
        assertEquals(TAKEN, taken(places, "192.0.2.3").takeAs("paulson"));
    }

    @Test
    void the_name_of_a_user_is_escaped_in_the_reason() {
        var places = places(10, NONE, 1);
        assertEquals(TAKEN, taken(places, "192.0.2.1").takeAs("\r\n"));
        assertEquals(
                "user \\u000d\\u000a already has 1 (bascule.connections.perUser)",
                refused(taken(places, "192.0.2.1").takeAs("\r\n")).why());
    }

    @Test
    void a_place_is_free_again_when_its_connection_is_gone() {
        var places = places(1, 1, 1);
        var place = taken(places, "192.0.2.1");
        assertEquals(TAKEN, place.takeAs("fabrice"));
        assertTrue(place.opened());
        place.left();
        assertEquals(TAKEN, taken(places, "192.0.2.1").takeAs("fabrice"));
    }

    @Test
    void it_is_given_back_once_however_often_that_is_said() {
        var places = places(2, NONE, NONE);
        taken(places, "192.0.2.1").opened();
        var place = taken(places, "192.0.2.2");
        place.opened();
        place.left();
        place.left();
        place.unopened();
        assertEquals(1, places.taken());
    }

    @Test
    void what_is_not_opened_in_ten_seconds_is_given_back() {
        var places = places(1, NONE, NONE);
        var place = taken(places, "192.0.2.1");
        place.admitted();
        time.advance(Duration.ofMillis(9_999));
        assertEquals(1, places.taken());
        time.advance(Duration.ofMillis(1));
        assertEquals(0, places.taken());
    }

    @Test
    void what_opens_later_has_lost_its_place() {
        var places = places(1, NONE, NONE);
        var place = taken(places, "192.0.2.1");
        place.admitted();
        time.advance(Place.OPENING);
        taken(places, "192.0.2.2");
        assertFalse(place.opened());
        place.left();
        assertEquals(1, places.taken());
    }

    @Test
    void an_open_connection_keeps_its_place_whatever_its_handshake_comes_to() {
        var places = places(1, NONE, NONE);
        var place = taken(places, "192.0.2.1");
        place.admitted();
        assertTrue(place.opened());
        place.unopened();
        time.advance(Place.OPENING);
        assertEquals(1, places.taken());
    }

    @Test
    void a_place_that_was_refused_gives_nothing_back() {
        var places = places(1, NONE, NONE);
        taken(places, "192.0.2.1");
        var refused = places.next("192.0.2.1");
        assertTrue(refused.take().isPresent());
        refused.unopened();
        refused.left();
        assertEquals(1, places.taken());
    }

    @Test
    void no_timer_is_left_of_what_was_opened_or_will_not_be() {
        var places = places(2, NONE, NONE);
        var opened = taken(places, "192.0.2.1");
        opened.admitted();
        opened.opened();
        var unopened = taken(places, "192.0.2.1");
        unopened.admitted();
        unopened.unopened();
        assertEquals(0, time.pending());
    }

    @Test
    void nothing_is_remembered_of_who_is_gone() {
        var places = places(10, NONE, NONE);
        for (int client = 0; client < 5; client++) {
            var place = taken(places, "192.0.2." + client);
            assertEquals(TAKEN, place.takeAs("user" + client));
            assertEquals(2, places.remembered());
            place.unopened();
        }
        assertEquals(0, places.remembered());
    }
}
