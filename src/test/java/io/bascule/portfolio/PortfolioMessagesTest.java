package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.application.Caller;
import io.bascule.payload.PayloadUnreadable;
import io.bascule.portfolio.PortfolioMessages.Complaint;
import io.bascule.portfolio.PortfolioMessages.TradeRequest;
import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortfolioMessagesTest {
    private static final Caller FABRICE = new Caller("7", Optional.of("fabrice"));
    private static final Caller PAULSON = new Caller("8", Optional.of("paulson"));
    private static final Caller NOBODY = new Caller("9", Optional.empty());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ManualTime time = new ManualTime();
    private final RecordingMessenger messenger = new RecordingMessenger();
    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_000L), ZoneOffset.UTC);
    private final Market market =
            new Market(messenger, time, time, new ManualClock(time, Instant.EPOCH), 60); // tapes at their beginning
    private final PortfolioMessages messages =
            new PortfolioMessages(messenger, market, new Accounts.InMemory(), clock, new SecureRandom());

    @BeforeEach
    void openTheMarket() {
        market.open(Runnable::run).toCompletableFuture().join();
        messenger.forget();
    }

    @Test
    void positions_are_a_json_array_with_cash_and_sequence_in_each() throws IOException {
        assertEquals(
                "[{\"company\":\"Bitcoin\",\"ticker\":\"BTC\",\"price\":800.01,\"shares\":100,"
                        + "\"updateTime\":1700000000000,\"cash\":1000000.00,\"seq\":0},"
                        + "{\"company\":\"Apple\",\"ticker\":\"AAPL\",\"price\":549.03,\"shares\":100,"
                        + "\"updateTime\":1700000000000,\"cash\":1000000.00,\"seq\":0},"
                        + "{\"company\":\"Ether\",\"ticker\":\"ETH\",\"price\":1672.99,\"shares\":100,"
                        + "\"updateTime\":1700000000000,\"cash\":1000000.00,\"seq\":0}]",
                JSON.writeValueAsString(messages.positions(FABRICE)));
    }

    @Test
    void a_purchase_is_told_to_all_connections_of_the_user_and_to_nobody_else() throws IOException {
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":25,\"orderId\":\"o-1\"}");
        assertEquals(
                List.of(
                        "user fabrice /queue/position-updates {\"company\":\"Bitcoin\",\"ticker\":\"BTC\",\"price\":800.01,"
                                + "\"shares\":125,\"updateTime\":1700000000000,\"cash\":979999.75,\"seq\":1}",
                        "user fabrice /queue/orders {\"orderId\":\"o-1\",\"state\":\"FILLED\",\"reason\":\"\","
                                + "\"ticker\":\"BTC\",\"action\":\"Buy\",\"shares\":25,\"price\":800.01,"
                                + "\"time\":1700000000000,\"seq\":1}"),
                sent());
    }

    @Test
    void a_rejection_is_told_to_all_and_as_an_error_to_the_connection_that_caused_it() throws IOException {
        trade("{\"action\":\"Sell\",\"ticker\":\"AAPL\",\"shares\":101,\"orderId\":\"o-1\"}");
        assertEquals(
                List.of(
                        "user fabrice /queue/orders {\"orderId\":\"o-1\",\"state\":\"REJECTED\","
                                + "\"reason\":\"You have 100 AAPL and cannot sell 101\",\"ticker\":\"AAPL\","
                                + "\"action\":\"Sell\",\"shares\":101,\"price\":549.03,"
                                + "\"time\":1700000000000}",
                        "connection 7 /queue/errors {\"message\":\"You have 100 AAPL and cannot sell 101\","
                                + "\"orderId\":\"o-1\"}"),
                sent());
    }

    @Test
    void too_little_cash_is_rejected() throws IOException {
        assertRejected(
                "1000000 ETH at 1672.99 cost 1672990000.00; you have 1000000.00 in cash",
                "{\"action\":\"Buy\",\"ticker\":\"ETH\",\"shares\":1000000,\"orderId\":\"o-1\"}");
    }

    @Test
    void a_trade_is_made_at_the_price_of_the_moment() throws IOException {
        time.advance(Duration.ofSeconds(1));
        trade("{\"action\":\"Buy\",\"ticker\":\"AAPL\",\"shares\":1}");
        assertEquals(new BigDecimal("542.10"), outcomes().get(0).price());
    }

    @Test
    void an_unknown_ticker_is_rejected() throws IOException {
        assertRejected(
                "Unknown ticker; the tickers are BTC, AAPL, ETH",
                "{\"action\":\"Buy\",\"ticker\":\"DELL\",\"shares\":25,\"orderId\":\"o-1\"}");
    }

    @Test
    void a_missing_ticker_is_rejected() throws IOException {
        assertRejected(
                "The order has no ticker; the tickers are BTC, AAPL, ETH",
                "{\"action\":\"Buy\",\"shares\":25,\"orderId\":\"o-1\"}");
    }

    @Test
    void an_unknown_action_is_rejected() throws IOException {
        assertRejected(
                "Unknown action; an order says Buy or Sell",
                "{\"action\":\"Steal\",\"ticker\":\"BTC\",\"shares\":25,\"orderId\":\"o-1\"}");
    }

    @Test
    void a_missing_action_is_rejected() throws IOException {
        assertRejected(
                "The order has no action; an order says Buy or Sell",
                "{\"ticker\":\"BTC\",\"shares\":25,\"orderId\":\"o-1\"}");
    }

    @Test
    void missing_shares_are_rejected() throws IOException {
        assertRejected(
                "The order has no shares; they are a whole number from 1 to 1,000,000",
                "{\"action\":\"Buy\",\"ticker\":\"BTC\",\"orderId\":\"o-1\"}");
    }

    @Test
    void shares_that_are_no_number_from_one_to_a_million_are_rejected() throws IOException {
        for (var shares : List.of(
                "0",
                "-1",
                "1000001",
                "1.5",
                "0.9999999999",
                "1000000.000001",
                "9223372036854775808",
                "18446744073709551617",
                "4294967297",
                "1e999999999",
                "1e-999999999",
                "-1e999999999")) {
            messenger.forget();
            assertRejected(
                    "Shares are a whole number from 1 to 1,000,000",
                    "{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":" + shares + ",\"orderId\":\"o-1\"}");
        }
    }

    @Test
    void a_whole_number_may_be_written_as_a_decimal() throws IOException {
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":2.50e1}");
        assertEquals(25L, outcomes().get(0).shares());
    }

    @Test
    void further_fields_of_an_order_are_ignored() throws IOException {
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":1,\"username\":\"paulson\"}");
        assertEquals(Order.State.FILLED, outcomes().get(0).state());
    }

    @Test
    void an_order_without_id_gets_one() throws IOException {
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":1}");
        assertTrue(outcomes().get(0).orderId().matches("[0-9a-f]{32}"));
    }

    @Test
    void two_orders_without_id_are_two_orders() throws IOException {
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":1}");
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":1,\"orderId\":\"\"}");
        assertEquals(102, bitcoins(FABRICE));
    }

    @Test
    void an_order_id_of_64_characters_is_taken() throws IOException {
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":1,\"orderId\":\"" + "x".repeat(64) + "\"}");
        assertEquals("x".repeat(64), outcomes().get(0).orderId());
    }

    @Test
    void an_order_id_that_is_too_long_or_not_printable_is_an_error_and_no_order() throws IOException {
        for (var id : List.of("x".repeat(65), "a b", "\\u00e9", "\\ud800", "\\u0000")) {
            messenger.forget();
            trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":1,\"orderId\":\"" + id + "\"}");
            assertEquals(
                    List.of("connection 7 /queue/errors"
                            + " {\"message\":\"An order id has 1 to 64 printable ASCII characters and no spaces\"}"),
                    sent());
        }
        assertEquals(100, bitcoins(FABRICE));
    }

    @Test
    void a_repeated_order_is_answered_again_without_a_position() throws IOException {
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":25,\"orderId\":\"o-1\"}");
        var first = outcomes().get(0);
        messenger.forget();
        time.advance(Duration.ofSeconds(1));
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":25,\"orderId\":\"o-1\"}");
        assertEquals(
                List.of(new RecordingMessenger.Sent("user fabrice", "/queue/orders", first)),
                messenger.sent().stream()
                        .filter(sent -> !sent.to().equals("everybody"))
                        .toList());
        assertEquals(125, bitcoins(FABRICE));
    }

    @Test
    void the_id_of_another_order_is_an_error_for_the_connection_alone() throws IOException {
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":25,\"orderId\":\"o-1\"}");
        for (var shares : List.of("26", "0")) {
            messenger.forget();
            trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":" + shares + ",\"orderId\":\"o-1\"}");
            assertEquals(
                    List.of("connection 7 /queue/errors {\"message\":\"Another order has this id already;"
                            + " a new order needs a new id\",\"orderId\":\"o-1\"}"),
                    sent());
        }
        assertEquals(125, bitcoins(FABRICE));
    }

    @Test
    void two_users_may_use_the_same_order_id() throws IOException {
        var order = "{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":25,\"orderId\":\"o-1\"}";
        messages.trade(JSON.readValue(order, TradeRequest.class), FABRICE);
        messages.trade(JSON.readValue(order, TradeRequest.class), PAULSON);
        assertEquals(125, bitcoins(FABRICE));
        assertEquals(125, bitcoins(PAULSON));
    }

    @Test
    void a_trade_of_nobody_is_an_error() throws IOException {
        var order = "{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":25,\"orderId\":\"o-1\"}";
        messages.trade(JSON.readValue(order, TradeRequest.class), NOBODY);
        assertEquals(List.of("connection 9 /queue/errors {\"message\":\"log in first\",\"orderId\":\"o-1\"}"), sent());
    }

    @Test
    void the_positions_of_nobody_are_none_and_an_error() throws IOException {
        assertEquals(List.of(), messages.positions(NOBODY));
        assertEquals(List.of("connection 9 /queue/errors {\"message\":\"log in first\"}"), sent());
    }

    @Test
    void the_last_orders_are_told_to_who_asks_for_them() throws IOException {
        trade("{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":25,\"orderId\":\"o-1\"}");
        assertEquals(outcomes(), messages.orders(FABRICE));
        assertEquals(List.of(), messages.orders(PAULSON));
    }

    @Test
    void the_orders_of_nobody_are_none_and_an_error() throws IOException {
        assertEquals(List.of(), messages.orders(NOBODY));
        assertEquals(List.of("connection 9 /queue/errors {\"message\":\"log in first\"}"), sent());
    }

    @Test
    void what_cannot_be_read_is_an_error_for_the_connection_alone() {
        messages.unreadable(new PayloadUnreadable("shares: 'many' is no number"), FABRICE);
        assertEquals(
                List.of(new RecordingMessenger.Sent(
                        "connection 7", "/queue/errors", new Complaint("shares: 'many' is no number", null))),
                messenger.sent());
    }

    @Test
    void an_order_that_cannot_be_read_is_an_error_with_its_id() {
        messages.unreadable(new PayloadUnreadable("field 'shares': not a number", Map.of("orderId", "o-1")), FABRICE);
        messages.unreadable(new PayloadUnreadable("field 'shares': not a number", Map.of("orderId", "o 1")), FABRICE);
        assertEquals(
                List.of(
                        new Complaint("field 'shares': not a number", "o-1"),
                        new Complaint("field 'shares': not a number", null)),
                messenger.payloads("/queue/errors"));
    }

    private void trade(String json) throws IOException {
        messages.trade(JSON.readValue(json, TradeRequest.class), FABRICE);
    }

    private void assertRejected(String reason, String json) throws IOException {
        trade(json);
        assertEquals(
                List.of("REJECTED " + reason),
                outcomes().stream()
                        .map(outcome -> outcome.state() + " " + outcome.reason())
                        .toList());
        assertEquals(List.of(new Complaint(reason, "o-1")), messenger.payloads("/queue/errors"));
        assertEquals(List.of(), messenger.payloads("/queue/position-updates"));
        assertEquals(100, bitcoins(FABRICE));
    }

    private List<Order.Outcome> outcomes() {
        return messenger.payloads("/queue/orders").stream()
                .map(Order.Outcome.class::cast)
                .toList();
    }

    private long bitcoins(Caller caller) {
        return ((Account.Position) messages.positions(caller).get(0)).shares();
    }

    private List<String> sent() throws IOException {
        var lines = new ArrayList<String>();
        for (var message : messenger.sent()) {
            lines.add(message.to() + " " + message.destination() + " " + JSON.writeValueAsString(message.payload()));
        }
        return lines;
    }
}
