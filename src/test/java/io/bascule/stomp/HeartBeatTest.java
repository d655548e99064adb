package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.Part;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** "Heart-beating" of STOMP 1.1 and 1.2; we offer 1000,1000. */
class HeartBeatTest {
    private static final String SUBSCRIBE = "SUBSCRIBE\nid:7\ndestination:/topic/a\n\n^@";

    @Test
    void a_header_that_is_not_two_numbers_is_refused() {
        for (var wrong : List.of("a,b", "-1,0", "5", "1,2,3", "", "1, 2", "1,1234567890123456789")) {
            assertEquals(
                    "CLOSE 1002 heart-beat is '" + wrong
                            + "'; it must be two numbers of milliseconds, for instance 10000,10000",
                    new Client()
                            .hears("CONNECT\naccept-version:1.2\nheart-beat:" + wrong + "\n\n^@")
                            .get(1));
        }
    }

    @Test
    void without_the_header_there_are_none() {
        var client = Client.speaking("1.2");
        assertEquals(List.of(), client.hearsAfter(3_600_000));
    }

    @Test
    void an_end_of_line_alone_is_a_heart_beat_and_no_use_of_the_http_session() {
        var session = Client.speaking("1.2").session;
        assertTrue(session.isHeartBeat(Part.text("\n")));
        assertTrue(session.isHeartBeat(Part.text("\r\n")));
        assertFalse(session.isHeartBeat(Part.text("\n\n" + SUBSCRIBE)));
        assertFalse(session.isHeartBeat(Part.text("S")));
    }

    @Test
    void version_1_0_has_none() {
        var client = new Client();
        client.hears("CONNECT\nheart-beat:1000,1000\n\n^@");
        assertEquals(List.of(), client.hearsAfter(3_600_000));
    }

    @Test
    void the_first_beat_comes_within_the_time_agreed() {
        var client = beating("0,5000");
        assertEquals(List.of("\n"), client.hearsAfter(4_999));
    }

    @Test
    void the_longer_of_both_times_counts() {
        var client = beating("0,40000");
        assertEquals(List.of(), client.hearsAfter(29_999));
        assertEquals(List.of("\n"), client.hearsAfter(1));
    }

    @Test
    void a_client_that_wants_beats_all_the_time_gets_them_as_often_as_we_have_offered() {
        var client = beating("0,1");
        assertEquals(1, client.time.pending());
        assertEquals(80, client.hearsAfter(60_000).size());
    }

    @Test
    void a_time_without_end_is_as_good_as_eleven_days() {
        var client = beating("999999999999999999,999999999999999999");
        assertEquals(2, client.time.pending());
        assertEquals(List.of("\n"), client.hearsAfter(999_999_999));
        assertEquals(List.of(), client.connection.seen());
    }

    @Test
    void an_idle_connection_beats_again_and_again() {
        assertEquals(10, beating("0,10000").hearsAfter(75_000).size());
    }

    @Test
    void never_is_there_silence_for_longer_than_agreed() {
        for (int sentAt = 250; sentAt < 20_000; sentAt += 250) {
            var client = beating("0,10000");
            client.hears(SUBSCRIBE);
            client.hearsAfter(sentAt);
            client.hearsOf("/topic/a", "x");
            assertFalse(client.hearsAfter(10_000).isEmpty(), "sent at " + sentAt);
        }
    }

    @Test
    void a_connection_that_sends_anyway_does_not_beat() {
        var client = beating("0,10000");
        client.hears(SUBSCRIBE);
        for (int i = 0; i < 100; i++) {
            client.hearsOf("/topic/a", "x");
            assertEquals(List.of(), client.hearsAfter(2_000));
        }
    }

    @Test
    void a_client_that_falls_silent_is_closed_after_twice_the_time() {
        var client = beating("10000,0");
        assertEquals(List.of(), client.hearsAfter(19_999));
        assertEquals(List.of("CLOSE 1002 no heart-beat for 20000 ms"), client.hearsAfter(1));
        assertEquals(List.of("gone"), client.broker.asked);
        assertEquals(0, client.time.pending());
    }

    @Test
    void whatever_arrives_is_a_heart_beat() {
        var client = beating("10000,0");
        for (var sent : List.of("\n", "SE", "ND\ndestination:/topic/a\n\n", "^@")) {
            client.hearsAfter(15_000);
            client.hears(sent);
        }
        assertEquals(List.of(), client.hearsAfter(19_999));
        assertEquals(List.of("CLOSE 1002 no heart-beat for 20000 ms"), client.hearsAfter(1));
    }

    @Test
    void a_client_that_we_do_not_read_from_is_not_silent() {
        var client = beating("10000,0");
        var work = new CompletableFuture<Void>();
        for (int i = 0; i < 65; i++) {
            client.broker.answers.add(work);
            client.hears("SEND\ndestination:/topic/a\n\n^@");
        }
        assertEquals(List.of(), client.hearsAfter(100_000));
        work.complete(null);
        assertTrue(client.connection.reading());
        assertEquals(1, client.hearsAfter(40_000).size());
    }

    private static Client beating(String header) {
        var client = new Client();
        client.hears("CONNECT\naccept-version:1.2\nheart-beat:" + header + "\n\n^@");
        return client;
    }
}
