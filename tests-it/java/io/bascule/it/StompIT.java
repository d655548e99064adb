package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.StompFrame;
import io.bascule.it.wire.StompOverWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Conversations in STOMP 1.0, 1.1 and 1.2, frame by frame, over real sockets; each test has topics of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StompIT {
    private static ServerUnderTest server;
    private final List<StompOverWebSocket> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.startConformance(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void drop() throws IOException {
        for (var client : clients) {
            client.close();
        }
    }

    private StompOverWebSocket open() throws IOException {
        var client = new StompOverWebSocket(server.open("/stomp"));
        clients.add(client);
        return client;
    }

    private StompOverWebSocket connected(String version) throws IOException {
        var client = open();
        client.send("""
                CONNECT
                accept-version:%s
                host:localhost

                ^@""".formatted(version));
        client.expect("CONNECTED", "version:" + version);
        return client;
    }

    private StompOverWebSocket connected() throws IOException {
        return connected("1.2");
    }

    private StompOverWebSocket subscribed(String version, String destination) throws IOException {
        var client = connected(version);
        client.send("""
                SUBSCRIBE
                id:s
                destination:%s
                receipt:s

                ^@""".formatted(destination));
        client.receipt("s");
        return client;
    }

    /** Fails unless the answer to {@code frame} is ERROR and then the end with {@code code}; the ERROR. */
    private static StompFrame error(StompOverWebSocket client, String frame, int code) throws IOException {
        client.send(frame);
        var error = client.expect("ERROR");
        assertFalse(error.header("message").isBlank());
        assertFalse(error.toString().matches("(?s).*(Exception|io\\.bascule|java\\.|\tat ).*"), error::toString);
        client.webSocket().expectClose(code);
        return error;
    }

    // Connecting

    @Test
    void each_version_is_answered_with_version_session_server_and_heart_beat() throws Exception {
        for (var version : List.of("1.1", "1.2")) {
            var client = open();
            client.send("""
                    CONNECT
                    accept-version:%s
                    host:localhost

                    ^@""".formatted(version));
            var connected = client.expect("CONNECTED", "version:" + version);
            assertFalse(connected.header("session").isEmpty());
            assertTrue(connected.header("server").startsWith("Bascule"));
            assertTrue(connected.header("heart-beat").matches("\\d+,\\d+"), connected::toString);
        }
    }

    @Test
    void connect_without_a_version_is_1_0() throws Exception {
        var client = open();
        client.send("""
                CONNECT

                ^@""");
        assertFalse(client.expect("CONNECTED").header("session").isEmpty());
    }

    @Test
    void the_highest_common_version_is_chosen() throws Exception {
        var client = open();
        client.send("""
                STOMP
                accept-version:1.2,1.0,1.1,2.0
                host:localhost

                ^@""");
        client.expect("CONNECTED", "version:1.2");
    }

    @Test
    void no_common_version_is_an_error_that_names_those_spoken() throws Exception {
        var error = error(open(), """
                CONNECT
                accept-version:2.0
                host:localhost

                ^@""", 1002);
        assertEquals("1.0,1.1,1.2", error.header("version"));
    }

    @Test
    void guest_may_log_in() throws Exception {
        var client = open();
        client.send("""
                CONNECT
                accept-version:1.2
                host:localhost
                login:guest
                passcode:guest

                ^@""");
        client.expect("CONNECTED");
    }

    @Test
    void a_wrong_passcode_is_refused() throws Exception {
        error(open(), """
                CONNECT
                accept-version:1.2
                host:localhost
                login:guest
                passcode:wrong

                ^@""", 1008);
    }

    @Test
    void a_first_frame_that_is_not_connect_is_an_error() throws Exception {
        error(open(), """
                SEND
                destination:/topic/a

                ^@""", 1002);
    }

    @Test
    void a_second_connect_is_an_error() throws Exception {
        error(connected(), """
                CONNECT
                accept-version:1.2
                host:localhost

                ^@""", 1002);
    }

    @Test
    void a_line_feed_before_connect_is_harmless() throws Exception {
        var client = open();
        client.send("\n");
        client.send("""
                CONNECT
                accept-version:1.2
                host:localhost

                ^@
                """);
        client.expect("CONNECTED");
    }

    @Test
    void frames_that_come_with_connect_are_processed_after_it() throws Exception {
        var client = open();
        client.send("""
                CONNECT
                accept-version:1.2
                host:localhost

                ^@SUBSCRIBE
                id:1
                destination:/topic/pipelined
                receipt:r

                ^@
                """);
        client.expect("CONNECTED");
        client.receipt("r");
    }

    @Test
    void heart_beats_are_agreed_on() throws Exception {
        var client = open();
        client.send("""
                CONNECT
                accept-version:1.2
                host:localhost
                heart-beat:0,0

                ^@""");
        client.expect("CONNECTED");
    }

    @Test
    void a_heart_beat_that_is_none_is_an_error() throws Exception {
        for (var bad : List.of("a,b", "-1,0", "1", "1,2,3")) {
            error(open(), """
                    CONNECT
                    accept-version:1.2
                    host:localhost
                    heart-beat:%s

                    ^@""".formatted(bad), 1002);
        }
    }

    // Subscribing and sending

    @Test
    void what_is_sent_to_a_topic_reaches_its_subscribers_and_is_receipted() throws Exception {
        var subscriber = subscribed("1.2", "/topic/sent");
        var sender = connected();
        sender.send("""
                SEND
                destination:/topic/sent
                content-type:text/plain
                colour:blue
                receipt:r

                Hello^@""");
        sender.receipt("r");
        var message = subscriber.expect(
                "MESSAGE", "destination:/topic/sent", "subscription:s", "content-type:text/plain", "colour:blue");
        assertEquals("Hello", message.body());
        assertFalse(message.header("message-id").isEmpty());
        assertFalse(message.has("receipt"));
        assertFalse(message.has("ack"));
    }

    @Test
    void a_wildcard_takes_one_word_and_two_take_all() throws Exception {
        var one = subscribed("1.2", "/topic/wild.*");
        var all = subscribed("1.2", "/topic/wild.**");
        var sender = connected();
        sender.send("""
                SEND
                destination:/topic/wild.a.b

                deep^@SEND
                destination:/topic/wild.a

                flat^@""");
        assertEquals("flat", one.expect("MESSAGE").body());
        assertEquals("deep", all.expect("MESSAGE").body());
        assertEquals("flat", all.expect("MESSAGE").body());
    }

    @Test
    void two_subscriptions_that_match_bring_two_messages() throws Exception {
        var client = subscribed("1.2", "/topic/twice");
        client.send("""
                SUBSCRIBE
                id:t
                destination:/topic/*
                receipt:t

                ^@""");
        client.receipt("t");
        client.send("""
                SEND
                destination:/topic/twice

                x^@""");
        var subscriptions = List.of(
                client.expect("MESSAGE").header("subscription"),
                client.expect("MESSAGE").header("subscription"));
        assertEquals(List.of("s", "t"), subscriptions.stream().sorted().toList());
    }

    @Test
    void after_the_receipt_of_unsubscribe_nothing_more_comes() throws Exception {
        var client = subscribed("1.2", "/topic/ended");
        client.send("""
                UNSUBSCRIBE
                id:s
                receipt:u

                ^@SEND
                destination:/topic/ended
                receipt:r

                x^@""");
        client.receipt("u");
        client.receipt("r");
    }

    @Test
    void receipts_come_in_the_order_of_the_frames() throws Exception {
        var client = connected();
        var frames = new StringBuilder();
        for (int frame = 0; frame < 50; frame++) {
            frames.append("SEND\ndestination:/topic/nobody\nreceipt:")
                    .append(frame)
                    .append("\n\n^@");
        }
        client.send(frames.toString());
        for (int frame = 0; frame < 50; frame++) {
            client.receipt(Integer.toString(frame));
        }
    }

    @Test
    void messages_of_one_sender_stay_in_order() throws Exception {
        var subscriber = subscribed("1.2", "/topic/order");
        var sender = connected();
        for (int sent = 0; sent < 500; sent++) {
            sender.send("SEND\ndestination:/topic/order\n\n" + sent + "^@");
        }
        for (int sent = 0; sent < 500; sent++) {
            assertEquals(Integer.toString(sent), subscriber.expect("MESSAGE").body());
        }
    }

    @Test
    void each_subscriber_gets_headers_in_its_own_version() throws Exception {
        var old = subscribed("1.0", "/topic/versions");
        var middle = subscribed("1.1", "/topic/versions");
        var latest = subscribed("1.2", "/topic/versions");
        connected().send("""
                SEND
                destination:/topic/versions
                x:a\\cb\\\\c

                ^@""");
        old.expect("MESSAGE", "x:a:b\\c");
        middle.expect("MESSAGE", "x:a\\cb\\\\c");
        latest.expect("MESSAGE", "x:a\\cb\\\\c");
    }

    @Test
    void a_body_with_nul_is_carried_by_its_length() throws Exception {
        var client = subscribed("1.2", "/topic/nul");
        client.send("""
                SEND
                destination:/topic/nul
                content-length:3

                a^@b^@""");
        var message = client.expect("MESSAGE", "content-length:3");
        assertEquals("a\0b", message.body());
    }

    @Test
    void a_frame_may_come_in_many_messages_and_in_binary() throws Exception {
        var client = subscribed("1.2", "/topic/pieces");
        client.send("SEND\ndestination:/topic/pie");
        client.webSocket().binary("ces\n\nGr\u00fc".getBytes(StandardCharsets.UTF_8));
        client.send("\u00dfe^@");
        assertEquals("Gr\u00fc\u00dfe", client.expect("MESSAGE").body());
    }

    @Test
    void line_ends_of_cr_and_lf_are_read_in_1_2() throws Exception {
        var client = subscribed("1.2", "/topic/crlf");
        client.send("SEND\r\ndestination:/topic/crlf\r\nx:y\r\n\r\nbody^@\r\n");
        assertEquals("body", client.expect("MESSAGE", "x:y").body());
    }

    // Errors

    @Test
    void an_error_names_the_receipt_of_its_frame() throws Exception {
        var error = error(connected(), """
                SUBSCRIBE
                destination:/topic/a
                receipt:r1

                ^@""", 1002);
        assertEquals("r1", error.header("receipt-id"));
    }

    @Test
    void a_subscription_without_destination_is_an_error() throws Exception {
        error(connected(), """
                SUBSCRIBE
                id:1

                ^@""", 1002);
    }

    @Test
    void a_second_subscription_of_the_same_id_is_an_error() throws Exception {
        error(subscribed("1.2", "/topic/a"), """
                SUBSCRIBE
                id:s
                destination:/topic/b

                ^@""", 1002);
    }

    @Test
    void an_unknown_subscription_cannot_be_ended() throws Exception {
        error(connected(), """
                UNSUBSCRIBE
                id:nothing

                ^@""", 1002);
    }

    @Test
    void a_send_without_destination_is_an_error() throws Exception {
        error(connected(), """
                SEND

                x^@""", 1002);
    }

    @Test
    void an_unknown_command_is_an_error() throws Exception {
        error(connected(), """
                send
                destination:/topic/a

                x^@""", 1002);
    }

    @Test
    void a_frame_that_only_servers_send_is_an_error() throws Exception {
        error(connected(), """
                MESSAGE
                destination:/topic/a
                message-id:1
                subscription:s

                x^@""", 1002);
    }

    @Test
    void an_undefined_escape_is_an_error() throws Exception {
        error(connected("1.2"), """
                SEND
                destination:/topic/a
                x:\\t

                ^@""", 1002);
        error(connected("1.1"), """
                SEND
                destination:/topic/a
                x:\\r

                ^@""", 1002);
    }

    @Test
    void a_header_without_a_colon_is_an_error() throws Exception {
        error(connected(), """
                SEND
                destination

                ^@""", 1002);
    }

    @Test
    void a_length_that_is_no_length_is_an_error() throws Exception {
        for (var bad : List.of("-1", "x", "1 ", "")) {
            error(connected(), announcing(bad), 1002);
        }
    }

    @Test
    void a_length_over_the_bound_is_an_error_before_anything_of_it_came() throws Exception {
        error(connected(), announcing("99999999999"), 1009);
    }

    private static String announcing(String length) {
        return """
                SEND
                destination:/topic/a
                content-length:%s

                ^@""".formatted(length);
    }

    @Test
    void a_body_over_its_bound_is_an_error_before_all_of_it_came() throws Exception {
        try (var narrow = ServerUnderTest.startConformance(Map.of("stomp.body.bytes", "1KiB"));
                var client = StompOverWebSocket.connect(narrow.port(), narrow.at("/stomp"))) {
            client.expect("CONNECTED");
            client.send("SEND\ndestination:/topic/a\ncontent-length:1025\n\n");
            client.expect("ERROR");
        }
    }

    // Leaving

    @Test
    void disconnect_is_receipted_and_closed_normally() throws Exception {
        var client = connected();
        client.send("""
                DISCONNECT
                receipt:bye

                ^@""");
        client.receipt("bye");
        client.webSocket().expectClose(1000);
    }

    @Test
    void disconnect_without_receipt_is_closed_normally() throws Exception {
        var client = connected();
        client.send("""
                DISCONNECT

                ^@""");
        client.webSocket().expectClose(1000);
    }

    @Test
    void a_client_that_does_not_connect_in_time_is_closed_with_1008() throws Exception {
        try (var hurried = ServerUnderTest.startConformance(Map.of("firstMessage", "200ms"));
                var webSocket = hurried.open("/stomp")) {
            webSocket.skipToClose(1008);
        }
    }
}
