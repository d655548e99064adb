package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The points 49 to 53 of STOMP's check list: users and rights. */
class StompUserPointsTest {
    private static final String OWN = "SUBSCRIBE\nid:7\ndestination:/user/queue/a\n\n^@";

    private final PointServer server = new PointServer();

    private PointServer.Peer tab(String user) {
        var peer = server.speaking("1.2", user);
        assertEquals(List.of(), peer.hears(OWN));
        return peer;
    }

    private static String sendTo(String name) {
        return "SEND\ndestination:/user/" + name + "/queue/a\n\nx^@";
    }

    @Test
    void point_49_what_is_sent_to_a_user_reaches_all_its_connections_and_nobody_else() {
        var tabs = List.of(tab("ann"), tab("ann"));
        var other = tab("bob");
        assertEquals(List.of(), server.speaking("1.2", "carl").hears(sendTo("ann")));
        for (var tab : tabs) {
            assertEquals(Optional.of("/user/queue/a"), tab.only().header("destination"));
        }
        assertEquals(List.of(), other.seen());
    }

    @Test
    void point_49_a_slash_in_a_name_is_written_2f() {
        var tab = tab("a/b");
        server.speaking("1.2", "carl").hears(sendTo("a%2Fb"));
        assertEquals("x", tab.only().body());
    }

    @Test
    void point_49_what_is_sent_to_an_unknown_user_is_dropped() {
        assertEquals(List.of(), server.speaking("1.2", "carl").hears(sendTo("nobody")));
    }

    @Test
    void point_50_nobody_subscribes_to_anothers_queue() {
        tab("ann");
        for (var guess : List.of("/user/ann/queue/a", "/user/c1/queue/a")) {
            server.speaking("1.2", "bob")
                    .refused(
                            1008,
                            "Clients may not subscribe to '" + guess + "'",
                            "SUBSCRIBE\nid:1\ndestination:" + guess + "\n\n^@");
        }
    }

    @Test
    void point_50_no_other_destination_leads_to_it() {
        var tab = tab("ann");
        var bob = server.speaking("1.2", "bob");
        bob.hears("SUBSCRIBE\nid:1\ndestination:/queue/a-userc1\n\n^@SUBSCRIBE\nid:2\ndestination:/queue/a\n\n^@");
        server.speaking("1.2", "carl").hears(sendTo("ann"));
        assertEquals("x", tab.only().body());
        assertEquals(List.of(), bob.seen());
    }

    @Test
    void point_51_wildcards_do_not_match_the_destinations_of_users() {
        for (var pattern : List.of("/**", "/user/**", "/user/*/queue/a", "/*/queue/a")) {
            server.speaking("1.2", "bob")
                    .refused(
                            1008,
                            "Clients may not subscribe to '" + pattern + "'",
                            "SUBSCRIBE\nid:1\ndestination:" + pattern + "\n\n^@");
        }
    }

    @Test
    void point_52_no_client_sends_to_a_topic_unless_a_rule_allows_it() {
        var client = new Client(StompOptions.STANDARD, DestinationRules.of());
        client.connect("1.2");
        assertEquals(
                "CLOSE 1008 Clients may not send to '/topic/a'",
                client.hears("SEND\ndestination:/topic/a\n\nx^@").get(1));
    }

    @Test
    void point_53_who_a_client_is_stays_the_same_for_the_session() {
        server.speaking("1.2", "ann")
                .refused(
                        1002,
                        "The connection is open already; there is no second CONNECT",
                        "CONNECT\naccept-version:1.2\nhost:h\nlogin:bob\npasscode:b\n\n^@");
    }
}
