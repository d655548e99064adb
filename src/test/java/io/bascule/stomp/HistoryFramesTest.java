package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.BrokerLimits.Retention;
import io.bascule.stomp.PointServer.Peer;
import io.bascule.stomp.PointServer.Seen;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What late subscribers of a topic with a history are sent, frame by frame. */
class HistoryFramesTest {
    private static final String SUBSCRIBE = "SUBSCRIBE\nid:7\nreceipt:s\ndestination:%s\n%s\n^@";

    private final PointServer server = PointServer.keeping("/topic/news.**", new Retention.Last(2));

    private void send(String destination, String... bodies) {
        var sender = server.speaking("1.2");
        for (var body : bodies) {
            assertEquals(List.of(), sender.hears("SEND\ndestination:" + destination + "\n\n" + body + "^@"));
        }
    }

    /** What a newcomer hears when it subscribes with these header lines, and the RECEIPT last. */
    private static List<String> late(Peer newcomer, String destination, String headers) {
        return newcomer.hears(SUBSCRIBE.formatted(destination, headers)).stream()
                .map(Seen::new)
                .map(frame -> frame.header("receipt-id").orElseGet(frame::body))
                .toList();
    }

    private List<String> late(String destination, String headers) {
        return late(server.speaking("1.2"), destination, headers);
    }

    @Test
    void the_last_messages_come_before_the_receipt() {
        send("/topic/news.a", "1", "2", "3");
        assertEquals(List.of("2", "3", "s"), late("/topic/news.a", ""));
    }

    @Test
    void what_is_new_comes_after_them() {
        send("/topic/news.a", "1", "2");
        var newcomer = server.speaking("1.2");
        late(newcomer, "/topic/news.a", "");
        send("/topic/news.a", "3");
        assertEquals("3", newcomer.only().body());
    }

    @Test
    void they_are_messages_of_the_subscription_like_any_other_and_say_where_who_reads_them_stands() {
        send("/topic/news.a", "1");
        var frame = new Seen(server.speaking("1.2")
                .hears(SUBSCRIBE.formatted("/topic/news.*", ""))
                .get(0));
        assertEquals(
                "MESSAGE\nsubscription:7\ndestination:/topic/news.a\nmessage-id:N\nepoch:secret1\noffset:secret1=1\n"
                        + "content-length:1\n\n1^@",
                frame.text().replaceAll("message-id:.*", "message-id:N"));
    }

    @Test
    void in_the_place_of_an_older_one_a_message_does_not_say_where_who_reads_it_stands() {
        var reader = server.speaking("1.2");
        late(reader, "/topic/news.a", "");
        send("/topic/news.a", "1");
        var sent = reader.connection.sent();
        var message = sent.get(sent.size() - 1);
        assertTrue(
                message.tail().text().contains("\noffset:"),
                () -> message.tail().text());
        assertEquals(
                "destination:/topic/news.a\nmessage-id:N\ncontent-length:1\n\n1\0",
                message.moved().apply(message.tail()).text().replaceAll("message-id:.*", "message-id:N"));
    }

    @Test
    void every_version_has_them() {
        send("/topic/news.a", "1");
        for (var version : List.of("1.0", "1.1", "1.2")) {
            assertEquals(List.of("1", "s"), late(server.speaking(version), "/topic/news.a", ""));
        }
    }

    @Test
    void a_selector_chooses_among_them() {
        var sender = server.speaking("1.2");
        sender.hears("SEND\ndestination:/topic/news.a\nkind:sport\n\ngoal^@");
        sender.hears("SEND\ndestination:/topic/news.a\nkind:weather\n\nrain^@");
        assertEquals(List.of("rain", "s"), late("/topic/news.a", "selector:kind = 'weather'\n"));
    }

    @Test
    void they_are_acknowledged_where_the_subscriber_does() {
        send("/topic/news.a", "1", "2");
        var newcomer = server.speaking("1.2");
        var heard = newcomer.hears(SUBSCRIBE.formatted("/topic/news.a", "ack:client\n"));
        var last = new Seen(heard.get(1)).header("ack").orElseThrow();
        assertEquals(
                List.of("RECEIPT\nreceipt-id:done\n\n^@"), newcomer.hears("ACK\nreceipt:done\nid:" + last + "\n\n^@"));
    }

    @Test
    void a_refused_one_comes_again() {
        send("/topic/news.a", "1");
        var newcomer = server.speaking("1.2");
        var first = new Seen(newcomer.hears(SUBSCRIBE.formatted("/topic/news.a", "ack:client-individual\n"))
                .get(0));
        var again = newcomer.hears("NACK\nid:" + first.header("ack").orElseThrow() + "\n\n^@");
        assertEquals(Optional.of("true"), new Seen(again.get(0)).header("redelivered"));
    }

    @Test
    void those_that_have_expired_are_left_out() {
        var sender = server.speaking("1.2");
        sender.hears("SEND\ndestination:/topic/news.a\nexpires:%d\n\nold^@".formatted(Long.MIN_VALUE + 1));
        send("/topic/news.a", "new");
        assertEquals(List.of("new", "s"), late("/topic/news.a", ""));
    }

    @Test
    void one_who_subscribes_again_has_them_again() {
        send("/topic/news.a", "1");
        var newcomer = server.speaking("1.2");
        late(newcomer, "/topic/news.a", "");
        newcomer.hears("UNSUBSCRIBE\nid:7\n\n^@");
        assertEquals(List.of("1", "s"), late(newcomer, "/topic/news.a", ""));
    }

    @Test
    void a_transaction_that_is_aborted_leaves_no_history() {
        var sender = server.speaking("1.2");
        sender.hears("BEGIN\ntransaction:t\n\n^@SEND\ntransaction:t\ndestination:/topic/news.a\n\nnever^@");
        sender.hears("ABORT\ntransaction:t\n\n^@");
        assertEquals(List.of("s"), late("/topic/news.a", ""));
    }

    @Test
    void the_last_of_each_value_of_a_header_is_kept_where_a_rule_says_so() {
        var prices = PointServer.keeping("/topic/price", new Retention.LastOfEach("ticker"));
        var sender = prices.speaking("1.2");
        for (var price : List.of("BTC 1", "ETH 2", "BTC 3")) {
            sender.hears("SEND\ndestination:/topic/price\nticker:" + price.substring(0, 3) + "\n\n" + price + "^@");
        }
        assertEquals(List.of("ETH 2", "BTC 3", "s"), late(prices.speaking("1.2"), "/topic/price", ""));
    }
}
