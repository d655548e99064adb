package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.stomp.PointServer.Peer;
import io.bascule.stomp.PointServer.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The points 15 to 28 of STOMP's check list: connecting and heart-beats. */
class StompConnectingPointsTest {
    private final PointServer server = new PointServer();

    private Seen connected(String connect) {
        var answer = server.open().hears(connect);
        assertEquals(1, answer.size(), answer::toString);
        assertTrue(answer.get(0).startsWith("CONNECTED\n"), answer::toString);
        return new Seen(answer.get(0));
    }

    private List<String> after(Peer peer, int millis) {
        server.time.advance(Duration.ofMillis(millis));
        return peer.seen();
    }

    @Test
    void point_15_connect_and_stomp_open_a_conversation_in_every_version() {
        for (var command : List.of("CONNECT", "STOMP")) {
            for (var version : List.of("1.0", "1.1", "1.2")) {
                var answer = connected(command + "\naccept-version:" + version + "\nhost:h\n\n^@");
                assertEquals(Optional.of(version), answer.header("version"));
            }
        }
    }

    @Test
    void point_16_a_client_that_names_no_version_speaks_1_0_and_gets_a_session() {
        var answer = connected("CONNECT\nlogin: guest\npasscode: guest\n\n^@");
        assertTrue(answer.header("session").isPresent());
        assertEquals(Optional.of("1.0"), answer.header("version"));
    }

    @Test
    void point_17_the_highest_common_version_is_chosen() {
        assertEquals(
                Optional.of("1.2"),
                connected("CONNECT\naccept-version:1.2,1.0,2.7,1.1\nhost:h\n\n^@")
                        .header("version"));
        assertEquals(
                Optional.of("1.1"),
                connected("CONNECT\naccept-version:1.0,1.1\nhost:h\n\n^@").header("version"));
    }

    @Test
    void point_17_blanks_in_the_list_are_tolerated() {
        assertEquals(
                Optional.of("1.1"),
                connected("CONNECT\naccept-version:1.0 , 1.1\nhost:h\n\n^@").header("version"));
    }

    @Test
    void point_17_without_a_common_version_the_error_lists_ours_and_has_a_body() {
        var error = server.open()
                .refused(
                        1002,
                        "None of the versions in accept-version is supported; write one of 1.0,1.1,1.2",
                        "CONNECT\naccept-version:2.0,3\nhost:h\n\n^@");
        assertEquals(Optional.of("1.0,1.1,1.2"), error.header("version"));
        assertEquals(Optional.of("text/plain"), error.header("content-type"));
        assertFalse(error.body().isBlank());
    }

    @Test
    void point_18_a_client_without_host_is_taken_and_any_host_too() {
        connected("CONNECT\naccept-version:1.2\n\n^@");
        connected("CONNECT\naccept-version:1.1\nhost:somewhere.example\n\n^@");
    }

    @Test
    void point_18_where_host_is_required_it_is_missed() {
        var o = StompOptions.STANDARD;
        var strict = new PointServer(new StompOptions(
                o.frames(), o.limits(), true, o.heartBeat(), o.firstMessage(), o.linger(), o.server()));
        strict.open().refused(1002, "CONNECT needs the header 'host'", "CONNECT\naccept-version:1.2\n\n^@");
    }

    @Test
    void point_19_a_first_frame_that_is_not_connect_is_refused() {
        server.open()
                .refused(
                        1002,
                        "The first frame must be CONNECT or STOMP, not SEND",
                        "SEND\ndestination:/topic/a\n\nx^@");
    }

    @Test
    void point_19_a_heart_beat_before_connect_is_harmless() {
        var peer = server.open();
        assertEquals(List.of(), peer.hears("\n"));
        assertTrue(peer.hears("\r\n\nCONNECT\naccept-version:1.2\nhost:h\n\n^@")
                .get(0)
                .startsWith("CONNECTED\n"));
    }

    @Test
    void point_20_a_second_connect_is_refused() {
        server.speaking("1.2")
                .refused(
                        1002,
                        "The connection is open already; there is no second CONNECT",
                        "CONNECT\naccept-version:1.2\nhost:h\n\n^@");
    }

    @Test
    void point_21_a_client_that_sends_no_connect_is_closed() {
        var peer = server.open();
        peer.hears("\n");
        assertEquals(List.of(), after(peer, 29_999));
        assertEquals(List.of("CLOSE 1008 no CONNECT within 30000 ms (firstMessage)"), after(peer, 1));
    }

    @Test
    void point_22_a_receipt_on_connect_is_ignored() {
        assertTrue(connected("CONNECT\naccept-version:1.2\nhost:h\nreceipt:r\n\n^@")
                .header("receipt-id")
                .isEmpty());
    }

    @Test
    void point_23_connected_says_version_session_server_heart_beat_and_user_name() {
        var peer = server.open(Optional.of(() -> "ann"));
        assertEquals(
                List.of("CONNECTED\nversion:1.2\nsession:c1\nserver:Bascule/0.1\nheart-beat:1000,1000\n"
                        + "user-name:ann\n\n^@"),
                peer.hears("CONNECT\naccept-version:1.2\nhost:h\n\n^@"));
    }

    @Test
    void point_24_frames_sent_with_connect_are_processed_behind_it_in_order() {
        var seen = server.open()
                .hears("CONNECT\naccept-version:1.2\nhost:h\n\n^@SUBSCRIBE\nid:1\ndestination:/topic/a\nreceipt:1\n\n^@"
                        + "SEND\ndestination:/topic/a\nreceipt:2\n\nx^@");
        assertEquals(4, seen.size());
        assertTrue(seen.get(0).startsWith("CONNECTED\n"));
        assertEquals("RECEIPT\nreceipt-id:1\n\n^@", seen.get(1));
        assertTrue(seen.get(2).startsWith("MESSAGE\n"));
        assertEquals("RECEIPT\nreceipt-id:2\n\n^@", seen.get(3));
    }

    @Test
    void point_25_without_the_header_there_are_no_heart_beats() {
        assertEquals(List.of(), after(server.speaking("1.2"), 3_600_000));
    }

    @Test
    void point_25_a_malformed_header_is_refused() {
        for (var wrong : List.of("a,b", "-1,0", "5", "1,2,3", "")) {
            server.open()
                    .refused(
                            1002,
                            "heart-beat is '" + wrong
                                    + "'; it must be two numbers of milliseconds, for instance 10000,10000",
                            "CONNECT\naccept-version:1.2\nhost:h\nheart-beat:" + wrong + "\n\n^@");
        }
    }

    @Test
    void point_25_the_longer_of_both_times_counts_in_each_direction() {
        var beaten = beating("0,8000");
        assertEquals(List.of(), after(beaten, 5_999));
        assertEquals(List.of("\n"), after(beaten, 1));
        var beats = beating("5000,0");
        assertEquals(List.of(), after(beats, 9_999));
        assertEquals(List.of("CLOSE 1002 no heart-beat for 10000 ms"), after(beats, 1));
    }

    private Peer beating(String heartBeat) {
        var peer = server.open();
        peer.hears("CONNECT\naccept-version:1.2\nhost:h\nheart-beat:" + heartBeat + "\n\n^@");
        return peer;
    }

    @Test
    void point_26_whatever_arrives_counts_as_a_heart_beat() {
        var peer = beating("1000,0");
        after(peer, 1_900);
        assertEquals(List.of(), peer.hears("SEND\ndestination:/topic/a\n"));
        assertEquals(List.of(), after(peer, 1_900));
        assertEquals(List.of(), peer.hears("\n^@\n"));
        assertEquals(List.of(), after(peer, 1_900));
        assertEquals(List.of("CLOSE 1002 no heart-beat for 2000 ms"), after(peer, 100));
    }

    @Test
    void point_26_the_first_beat_comes_within_the_time_agreed_and_none_where_something_was_sent() {
        var peer = beating("0,1000");
        assertEquals(List.of("\n"), after(peer, 1_000));
        peer.hears("SUBSCRIBE\nid:1\ndestination:/topic/a\nreceipt:r\n\n^@");
        assertEquals(List.of(), after(peer, 500));
    }

    @Test
    void point_27_silence_ends_the_connection_its_subscriptions_and_its_transactions() {
        var peer = beating("1000,0");
        var receiver = server.subscribed("1.2", "/topic/a");
        peer.hears("SUBSCRIBE\nid:1\ndestination:/topic/b\n\n^@BEGIN\ntransaction:t\n\n^@"
                + "SEND\ndestination:/topic/a\ntransaction:t\n\nx^@");
        assertEquals(2, server.broker.subscriptions());
        assertEquals(List.of("CLOSE 1002 no heart-beat for 2000 ms"), after(peer, 2_000));
        assertEquals(1, server.broker.subscriptions());
        assertEquals(List.of(), receiver.seen());
    }
}
