package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.stomp.frame.FrameLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The points 1 to 14 of STOMP's check list: frames and encoding. */
class StompFramePointsTest {
    private final PointServer server = new PointServer();

    private void assertRefused(int code, String message, String version, String frames) {
        server.speaking(version).refused(code, message, frames);
    }

    @Test
    void point_01_in_1_2_lines_may_end_with_cr_and_lf_and_frames_with_any_number_of_them() {
        var receiver = server.subscribed("1.2", "/topic/a");
        server.speaking("1.2")
                .hears("SEND\r\ndestination:/topic/a\r\n\r\nx^@\r\n\n\r\nSEND\ndestination:/topic/a\n\ny^@");
        assertEquals(2, receiver.seen().size());
    }

    @Test
    void point_01_in_1_0_and_1_1_a_cr_belongs_to_the_value() {
        assertEquals(Optional.of("v\\r"), server.passedOn("1.1", "k:v\r\n\n^@").header("k"));
        assertEquals(Optional.of("v\\r"), server.passedOn("1.0", "k:v\r\n\n^@").header("k"));
    }

    @Test
    void point_02_case_matters_in_commands() {
        assertRefused(
                1002,
                "Unknown command 'send'; write SEND and end the line with LF",
                "1.2",
                "send\ndestination:/topic/a\n\n^@");
    }

    @Test
    void point_02_case_matters_in_headers() {
        assertRefused(1002, "SEND needs the header 'destination'", "1.2", "SEND\nDestination:/topic/a\n\n^@");
    }

    @Test
    void point_03_in_1_2_four_escapes_are_known_and_others_refused() {
        assertEquals(
                Optional.of("\\r\\n\\c\\\\"),
                server.passedOn("1.2", "k:\\r\\n\\c\\\\\n\n^@").header("k"));
        assertRefused(
                1002,
                "Undefined escape '\\t' in a header; STOMP 1.2 defines \\\\ \\r \\n \\c",
                "1.2",
                "SEND\nk:\\t\n\n^@");
    }

    @Test
    void point_03_in_1_1_the_escape_for_cr_is_undefined() {
        assertEquals(
                Optional.of("\\n\\c\\\\"),
                server.passedOn("1.1", "k:\\n\\c\\\\\n\n^@").header("k"));
        assertRefused(
                1002, "Undefined escape '\\r' in a header; STOMP 1.1 defines \\\\ \\n \\c", "1.1", "SEND\nk:\\r\n\n^@");
    }

    @Test
    void point_03_in_1_0_nothing_is_escaped() {
        var receiver = server.subscribed("1.0", "/topic/a");
        server.speaking("1.0").hears("SEND\ndestination:/topic/a\nraw:a\\cb:c\n\n^@");
        assertEquals(Optional.of("a\\cb:c"), receiver.only().header("raw"));
    }

    @Test
    void point_03_connect_is_never_escaped() {
        var answer = server.open().hears("CONNECT\naccept-version:1.2\nhost:h\nk:\\t\n\n^@");
        assertTrue(answer.get(0).startsWith("CONNECTED\n"));
    }

    @Test
    void point_04_headers_are_written_in_the_version_of_the_subscriber() {
        var receivers = List.of("1.0", "1.1", "1.2").stream()
                .map(version -> server.subscribed(version, "/topic/a"))
                .toList();
        server.speaking("1.2").hears("SEND\ndestination:/topic/a\nk:a\\\\b\\r\\nc\\cd\n\n^@");
        assertEquals(Optional.of("a\\bc:d"), receivers.get(0).only().header("k"));
        assertEquals(Optional.of("a\\\\b\\nc\\cd"), receivers.get(1).only().header("k"));
        assertEquals(Optional.of("a\\\\b\\r\\nc\\cd"), receivers.get(2).only().header("k"));
    }

    @Test
    void point_05_names_and_values_are_not_trimmed() {
        for (var version : List.of("1.0", "1.1", "1.2")) {
            assertEquals(
                    Optional.of(" v "),
                    server.passedOn(version, " k : v \n\n^@").header(" k "));
        }
    }

    @Test
    void point_05_blanks_are_tolerated_on_connect() {
        var answer = server.open().hears("CONNECT\naccept-version: 1.1 , 1.2 \nhost: h\n\n^@");
        assertTrue(answer.get(0).startsWith("CONNECTED\nversion:1.2\n"));
    }

    @Test
    void point_06_the_first_colon_divides() {
        assertEquals(Optional.of("b\\cc"), server.passedOn("1.2", "a:b:c\n\n^@").header("a"));
    }

    @Test
    void point_06_a_value_may_be_empty() {
        assertEquals(Optional.of(""), server.passedOn("1.2", "a:\n\n^@").header("a"));
    }

    @Test
    void point_06_a_line_without_a_name_or_without_a_colon_is_refused() {
        assertRefused(1002, "Header line 1 has no name", "1.2", "SEND\n:v\n\n^@");
        assertRefused(1002, "Header line 1 has no colon", "1.2", "SEND\nkv\n\n^@");
    }

    @Test
    void point_07_of_repeated_headers_the_first_counts_and_is_passed_on() {
        var message = server.passedOn("1.2", "destination:/topic/b\nk:1\nk:2\n\n^@");
        assertEquals(Optional.of("1"), message.header("k"));
        assertEquals(Optional.of("/topic/a"), message.header("destination"));
        assertEquals(1, message.text().split("\nk:", -1).length - 1);
    }

    @Test
    void point_08_only_send_has_a_body() {
        assertRefused(1002, "SUBSCRIBE must not have a body", "1.2", "SUBSCRIBE\nid:1\ndestination:/topic/a\n\nx^@");
        assertRefused(1002, "BEGIN must not have a body", "1.1", "BEGIN\ntransaction:t\n\nx^@");
    }

    @Test
    void point_08_in_1_0_the_body_of_subscribe_is_ignored() {
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\n\n^@"),
                server.speaking("1.0").hears("SUBSCRIBE\nreceipt:r\ndestination:/topic/a\n\nx^@"));
    }

    @Test
    void point_09_a_counted_body_may_hold_nul() {
        assertEquals(
                "a^@b", server.passedOn("1.2", "content-length:3\n\na^@b^@").body());
    }

    @Test
    void point_09_behind_a_counted_body_must_be_nul() {
        assertRefused(
                1002,
                "content-length is 1, but no NUL follows so many bytes",
                "1.2",
                "SEND\ndestination:/topic/a\ncontent-length:1\n\nab^@");
    }

    @Test
    void point_09_a_length_that_is_no_number_is_refused_at_once() {
        for (var wrong : List.of("-1", "x", "1.5", "", " 1")) {
            assertRefused(
                    1002,
                    "content-length is '" + wrong + "'; it must be a number of bytes",
                    "1.2",
                    "SEND\ncontent-length:" + wrong + "\n\n");
        }
    }

    @Test
    void point_09_a_length_over_the_limit_is_refused_at_once() {
        for (var big : List.of("65537", "2147483648", "99999999999999999999")) {
            assertRefused(
                    1009,
                    "content-length is '" + big + "'; the limit is 65536",
                    "1.2",
                    "SEND\ncontent-length:" + big + "\n\n");
        }
    }

    @Test
    void point_10_without_a_length_the_body_ends_at_the_first_nul() {
        assertEquals("ab", server.passedOn("1.2", "\nab^@^@").body());
    }

    @Test
    void point_10_a_length_counts_bytes_and_not_characters() {
        var message = server.passedOn("1.2", "content-length:7\n\n\u20ac\ud83d\udcc8^@");
        assertEquals("\u20ac\ud83d\udcc8", message.body());
        assertEquals(Optional.of("7"), message.header("content-length"));
    }

    @Test
    void point_11_the_content_type_is_passed_through_as_it_is() {
        assertEquals(
                Optional.of("text/plain;charset=ISO-8859-1"),
                server.passedOn("1.2", "content-type:text/plain;charset=ISO-8859-1\n\nx^@")
                        .header("content-type"));
    }

    @Test
    void point_11_none_is_made_up() {
        assertEquals(Optional.empty(), server.passedOn("1.2", "\nx^@").header("content-type"));
    }

    @Test
    void point_12_several_frames_and_what_may_be_between_them_come_in_one_message() {
        var receiver = server.subscribed("1.2", "/topic/a");
        server.speaking("1.2")
                .hears("\n^@\nSEND\ndestination:/topic/a\n\n1^@\n\n^@SEND\ndestination:/topic/a\n\n2^@\n");
        assertEquals(2, receiver.seen().size());
    }

    @Test
    void point_12_a_frame_may_come_in_many_messages() {
        var receiver = server.subscribed("1.2", "/topic/a");
        var sender = server.speaking("1.2");
        for (var piece : "SEND\ndestination:/topic/a\ncontent-length:2\n\nab\0".split("", -1)) {
            sender.hears(piece);
        }
        assertEquals("ab", receiver.only().body());
    }

    @Test
    void point_12_a_character_may_be_cut_in_two_by_binary_messages() {
        var receiver = server.subscribed("1.2", "/topic/a");
        var sender = server.speaking("1.2");
        byte[] frame = PointServer.bytes("SEND\ndestination:/topic/a\n\n\u20ac^@");
        sender.hears(Arrays.copyOf(frame, frame.length - 2));
        sender.hears(Arrays.copyOfRange(frame, frame.length - 2, frame.length));
        assertEquals("\u20ac", receiver.only().body());
    }

    @Test
    void point_13_binary_messages_are_taken_and_text_is_answered_as_text() {
        var receiver = server.subscribed("1.2", "/topic/a");
        server.speaking("1.2").hears(PointServer.bytes("SEND\ndestination:/topic/a\n\nx^@"));
        assertTrue(receiver.only().text().startsWith("MESSAGE\n"));
    }

    @Test
    void point_13_what_is_not_utf_8_or_says_so_comes_in_a_binary_message() {
        var receiver = server.subscribed("1.2", "/topic/a");
        var frame = PointServer.bytes("SEND\ndestination:/topic/a\n\nx^@");
        frame[frame.length - 2] = -1;
        server.speaking("1.2").hears(frame);
        assertTrue(receiver.only().text().startsWith("BINARY MESSAGE\n"));
        server.speaking("1.2").hears("SEND\ndestination:/topic/a\ncontent-type:application/octet-stream\n\nx^@");
        assertTrue(receiver.only().text().startsWith("BINARY MESSAGE\n"));
    }

    @Test
    void point_13_where_a_carrier_has_text_only_it_comes_as_text() {
        var receiver = server.subscribed("1.2", "/topic/a");
        receiver.connection.takeNoBinary();
        server.speaking("1.2").hears("SEND\ndestination:/topic/a\ncontent-type:application/octet-stream\n\nx^@");
        assertTrue(receiver.only().text().startsWith("MESSAGE\n"));
    }

    @Test
    void point_14_a_command_without_end_meets_a_limit() {
        assertRefused(1009, "Command line has 17 bytes or more; the limit is 16", "1.2", "SENDSENDSENDSENDS");
    }

    @Test
    void point_14_header_lines_meet_limits_in_number_length_and_all_together() {
        assertRefused(1009, "Frame has 101 headers; the limit is 100", "1.2", "SEND\n" + "a:b\n".repeat(101));
        assertRefused(
                1009, "Header line 1 has 8193 bytes or more; the limit is 8192", "1.2", "SEND\na:" + "x".repeat(8_191));
        var line = "a:" + "x".repeat(8_000) + "\n";
        assertRefused(1009, "Headers have 24006 bytes or more; the limit is 16384", "1.2", "SEND\n" + line.repeat(3));
    }

    @Test
    void point_14_a_body_without_end_meets_a_limit() {
        var sender = server.speaking("1.2");
        sender.hears("SEND\ndestination:/topic/a\n\n" + "x".repeat(65_536));
        sender.refused(1009, "Body has 65537 bytes or more; the limit is 65536", "x");
    }

    @Test
    void point_14_subscriptions_and_transactions_meet_limits() {
        var little = PointServer.small(new StompOptions.Limits(1, 1, 1, 1, 1, 200, 64, 1_000));
        var subscribe = "SUBSCRIBE\nid:%d\ndestination:/queue/a\nack:client\nprefetch-count:9\n\n^@";
        little.speaking("1.2")
                .refused(
                        1008,
                        "There are 1 subscriptions already; the limit is 1",
                        subscribe.formatted(1) + subscribe.formatted(2));
        little.speaking("1.2")
                .refused(
                        1008,
                        "There are 1 transactions already; the limit is 1",
                        "BEGIN\ntransaction:a\n\n^@BEGIN\ntransaction:b\n\n^@");
        var send = "SEND\ndestination:/topic/a\ntransaction:a\n\n%s^@";
        little.speaking("1.2")
                .refused(
                        1008,
                        "The transaction has 1 frames already; the limit is 1",
                        "BEGIN\ntransaction:a\n\n^@" + send.formatted("x").repeat(2));
        little.speaking("1.2")
                .refused(
                        1008,
                        "All transactions together have 259 bytes; the limit is 200",
                        "BEGIN\ntransaction:a\n\n^@" + send.formatted("x".repeat(100)));
    }

    @Test
    void point_14_messages_that_wait_for_acks_meet_a_limit() {
        var little = PointServer.small(new StompOptions.Limits(2, 2, 1, 1, 1, 200, 64, 1_000));
        var sender = little.speaking("1.2");
        sender.hears("SEND\ndestination:/queue/a\n\n1^@SEND\ndestination:/queue/b\n\n2^@");
        var seen = little.speaking("1.2")
                .hears("SUBSCRIBE\nid:1\ndestination:/queue/a\nack:client\n\n^@"
                        + "SUBSCRIBE\nid:2\ndestination:/queue/b\nack:client\n\n^@");
        assertEquals("CLOSE 1008 More than 1 messages wait to be acknowledged", seen.get(2));
    }

    @Test
    void point_14_queues_and_topics_that_a_client_sends_to_meet_a_limit() {
        var little = PointServer.small(new StompOptions.Limits(2, 2, 1, 1, 1, 200, 64, 1_000));
        var sender = little.speaking("1.2", "ann");
        var send = "SEND\ndestination:%s\n\n^@";
        for (var destination : List.of("/queue/a", "/topic/b", "/queue/a", "/user/ann/queue/x", "/user/ann/queue/y")) {
            assertEquals(List.of(), sender.hears(send.formatted(destination)));
        }
        sender.refused(
                1008,
                "There are 2 queues and topics already that this client has sent to; the limit is 2",
                send.formatted("/queue/c"));
    }

    @Test
    void point_14_every_limit_is_a_setting() {
        assertEquals(new FrameLimits(16, 100, 8_192, 16_384, 65_536), StompOptions.STANDARD.frames());
        assertEquals(
                new StompOptions.Limits(1_000, 1_000, 10_000, 10, 1_000, 262_144, 64, 262_144),
                StompOptions.STANDARD.limits());
    }
}
