package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** "Connecting" of STOMP 1.0, 1.1 and 1.2. */
class ConnectingTest {
    private static final DestinationRules RULES = DestinationRules.of();
    private static final Principal ANN = () -> "Ann:1";

    @Test
    void connect_and_stomp_are_both_answered_with_connected() {
        var connected = List.of("CONNECTED\nversion:1.2\nsession:c1\nserver:Bascule/0.1\nheart-beat:1000,1000\n\n^@");
        assertEquals(connected, new Client().hears("CONNECT\naccept-version:1.2\nhost:h\n\n^@"));
        assertEquals(connected, new Client().hears("STOMP\naccept-version:1.2\nhost:h\n\n^@"));
    }

    @Test
    void without_accept_version_1_0_is_spoken() {
        assertEquals(
                List.of("CONNECTED\nversion:1.0\nsession:c1\nserver:Bascule/0.1\n\n^@"),
                new Client().hears("CONNECT\nlogin: guest\n\n^@"));
    }

    @Test
    void the_highest_common_version_is_chosen_whatever_the_order() {
        assertTrue(new Client()
                .hears("CONNECT\naccept-version: 1.1, 2.0,1.0\n\n^@")
                .get(0)
                .startsWith("CONNECTED\nversion:1.1\n"));
    }

    @Test
    void without_a_common_version_the_error_lists_ours() {
        var error = """
                ERROR
                message:None of the versions in accept-version is supported; write one of 1.0,1.1,1.2
                content-type:text/plain
                version:1.0,1.1,1.2
                content-length:144

                None of the versions in accept-version is supported; write one of 1.0,1.1,1.2
                The frame was 'CONNECT [accept-version:2.0, host:h] and 0 bytes'.
                ^@""";
        assertEquals(
                error,
                new Client().hears("CONNECT\naccept-version:2.0\nhost:h\n\n^@").get(0));
    }

    @Test
    void a_missing_host_is_taken_unless_it_is_required() {
        var o = StompOptions.STANDARD;
        var strict =
                new StompOptions(o.frames(), o.limits(), true, o.heartBeat(), o.firstMessage(), o.linger(), o.server());
        assertTrue(
                new Client().hears("CONNECT\naccept-version:1.2\n\n^@").get(0).startsWith("CONNECTED"));
        assertEquals(
                "CLOSE 1002 CONNECT needs the header 'host'",
                new Client(strict, RULES)
                        .hears("CONNECT\naccept-version:1.2\n\n^@")
                        .get(1));
        assertTrue(new Client(strict, RULES).hears("CONNECT\n\n^@").get(0).startsWith("CONNECTED"));
    }

    @Test
    void the_first_frame_must_be_connect() {
        assertEquals(
                Client.error(
                        1002,
                        "The first frame must be CONNECT or STOMP, not SEND",
                        "",
                        "The frame was 'SEND [destination:/app/a] and 0 bytes'."),
                new Client().hears("SEND\ndestination:/app/a\n\n^@"));
    }

    @Test
    void an_end_of_line_before_connect_is_harmless() {
        assertTrue(new Client().hears("\n\r\nCONNECT\n\n^@").get(0).startsWith("CONNECTED"));
    }

    @Test
    void a_second_connect_is_refused() {
        assertEquals(
                "CLOSE 1002 The connection is open already; there is no second CONNECT",
                Client.speaking("1.2").hears("CONNECT\n\n^@").get(1));
    }

    @Test
    void without_connect_the_connection_is_closed_after_a_while() {
        var client = new Client();
        assertEquals(List.of(), client.hearsAfter(29_999));
        assertEquals(List.of("CLOSE 1008 no CONNECT within 30000 ms (firstMessage)"), client.hearsAfter(1));
    }

    @Test
    void after_connect_there_is_no_hurry() {
        var client = new Client();
        client.hears("CONNECT\n\n^@");
        assertEquals(List.of(), client.hearsAfter(60_000));
    }

    @Test
    void a_receipt_of_connect_is_ignored() {
        assertEquals(1, new Client().hears("CONNECT\nreceipt:1\n\n^@").size());
    }

    @Test
    void frames_sent_before_connected_arrives_are_processed_behind_it_in_order() {
        var heard = new Client()
                .hears("CONNECT\naccept-version:1.2\n\n^@SEND\ndestination:/topic/\\c\nreceipt:1\n\n^@"
                        + "SEND\ndestination:/topic/b\nreceipt:2\n\n^@");
        assertEquals(List.of("RECEIPT\nreceipt-id:1\n\n^@", "RECEIPT\nreceipt-id:2\n\n^@"), heard.subList(1, 3));
    }

    @Test
    void connected_names_the_user_unescaped() {
        var client = new Client(Client.OPTIONS, RULES, Login.OF_HANDSHAKE, Optional.of(ANN));
        assertTrue(client.hears("CONNECT\naccept-version:1.2\n\n^@").get(0).endsWith("\nuser-name:Ann:1\n\n^@"));
        assertEquals(Optional.of("Ann:1"), client.session.user());
    }

    @Test
    void login_and_passcode_are_ignored_by_default() {
        var client = new Client(Client.OPTIONS, RULES, Login.OF_HANDSHAKE, Optional.empty());
        assertFalse(client.hears("CONNECT\nlogin:x\npasscode:y\n\n^@").get(0).contains("user-name"));
    }

    @Test
    void a_fixed_user_comes_in_with_its_passcode() {
        assertTrue(guests().hears("CONNECT\naccept-version:1.2\nlogin:guest\npasscode:guest\n\n^@")
                .get(0)
                .contains("\nuser-name:guest\n"));
    }

    @Test
    void where_users_are_fixed_one_may_come_in_without_a_login() {
        assertTrue(guests().hears("CONNECT\n\n^@").get(0).startsWith("CONNECTED"));
    }

    @Test
    void a_wrong_passcode_is_refused_and_not_repeated() {
        for (var wrong : List.of("login:guest\npasscode:secret", "login:guest", "login:other\npasscode:")) {
            var heard = guests().hears("CONNECT\naccept-version:1.2\n" + wrong + "\n\n^@");
            assertTrue(heard.get(0).startsWith("ERROR\nmessage:Login or passcode is wrong\n"));
            assertFalse(heard.get(0).contains("secret"));
            assertEquals("CLOSE 1008 Login or passcode is wrong", heard.get(1));
        }
    }

    @Test
    void without_a_login_only_what_is_for_anyone_is_open() {
        var rules = DestinationRules.of(
                Rule.subscribe("/topic/price.stock.*", Who.ANYONE),
                Rule.subscribe("/**", Who.A_USER),
                Rule.send("/app/**", Who.A_USER));
        for (var denied : List.of(
                "SUBSCRIBE\nid:2\ndestination:/topic/**\n\n^@",
                "SUBSCRIBE\nid:2\ndestination:/user/queue/errors\n\n^@",
                "SEND\ndestination:/app/trade\n\n^@",
                "SEND\ndestination:/topic/price.stock.IBM\n\n^@")) {
            var client = new Client(Client.OPTIONS, rules);
            client.connect("1.2");
            assertEquals(List.of(), client.hears("SUBSCRIBE\nid:1\ndestination:/topic/price.stock.*\n\n^@"));
            assertEquals("CLOSE 1008 log in first", client.hears(denied).get(1));
        }
    }

    private static Client guests() {
        return new Client(Client.OPTIONS, RULES, Login.of(Map.of("guest", "guest")), Optional.empty());
    }

    @Test
    void its_events_are_handled_on_the_carriers_own_threads() {
        assertTrue(new Client().session.neverBlocks());
    }
}
