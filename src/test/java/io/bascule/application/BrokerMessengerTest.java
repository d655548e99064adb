package io.bascule.application;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.broker.BrokerMessage;
import io.bascule.broker.DestinationRefused;
import io.bascule.broker.InMemoryBroker;
import io.bascule.broker.Subscription;
import io.bascule.payload.PayloadRules;
import io.bascule.testing.Brokers;
import io.bascule.testing.RecordedLog;
import io.bascule.testing.RecordingSubscriber;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BrokerMessengerTest {
    public record Price(String ticker, BigDecimal price, Instant time) {}

    private final InMemoryBroker broker = Brokers.inMemory();
    private final RecordingSubscriber fabrice = RecordingSubscriber.of("fabrice", "c1");
    private final RecordingSubscriber secondTab = RecordingSubscriber.of("fabrice", "c2");
    private final Messenger messenger = new BrokerMessenger(broker, new ObjectMapper(), () -> "id-1", Runnable::run);

    @Test
    void text_is_sent_as_it_is() {
        var sent = sent("{not json");
        assertEquals("{not json", sent.text());
        assertTrue(sent.isText());
        assertEquals(Map.of(), sent.headers());
        assertEquals("id-1", sent.id());
    }

    @Test
    void bytes_are_sent_as_they_were_at_that_moment() {
        var bytes = new byte[] {0, -1};
        var sent = sent(bytes);
        bytes[0] = 9;
        assertArrayEquals(new byte[] {0, -1}, sent.body());
        assertFalse(sent.isText());
    }

    @Test
    void anything_else_is_sent_as_json() {
        var sent = sent(List.of("a", 1));
        assertEquals("[\"a\",1]", sent.text());
        assertTrue(sent.isText());
        assertEquals(Map.of("content-type", "application/json"), sent.headers());
    }

    @Test
    void decimals_are_plain_numbers_and_times_iso_text() {
        var price = new Price("BTC", new BigDecimal("1E+3"), Instant.parse("2013-11-25T00:00:01Z"));
        assertEquals(
                "{\"ticker\":\"BTC\",\"price\":1000,\"time\":\"2013-11-25T00:00:01Z\"}",
                sent(price).text());
        assertEquals(
                "[900.10,\"2013-11-25\"]",
                sent(List.of(new BigDecimal("900.10"), LocalDate.of(2013, 11, 25)))
                        .text());
    }

    @Test
    void what_cannot_be_written_as_json_is_a_fault_of_the_caller() {
        var loop = new ArrayList<Object>();
        loop.add(new Object());
        var thrown = assertThrows(IllegalArgumentException.class, () -> messenger.send("/topic/news", loop));
        var message = Objects.requireNonNull(thrown.getMessage());
        assertTrue(message.startsWith("A java.util.ArrayList cannot be written as JSON: "), message);
    }

    @Test
    void a_user_is_reached_on_all_connections() {
        subscribe(fabrice, "/user/queue/orders");
        subscribe(secondTab, "/user/queue/orders");
        assertEquals(2, join(messenger.toUser("fabrice", "/queue/orders", "filled")));
        assertEquals(List.of("1 /user/queue/orders filled"), fabrice.lines());
        assertEquals(List.of("1 /user/queue/orders filled"), secondTab.lines());
    }

    @Test
    void one_connection_is_reached_alone() {
        subscribe(fabrice, "/user/queue/errors");
        subscribe(secondTab, "/user/queue/errors");
        assertEquals(1, join(messenger.toConnection("c2", "/queue/errors", "too few shares")));
        assertEquals(List.of(), fabrice.lines());
        assertEquals(List.of("1 /user/queue/errors too few shares"), secondTab.lines());
    }

    @Test
    void nobody_is_reached_where_the_user_is_not_there() {
        assertEquals(0, join(messenger.toUser("paulson", "/queue/orders", "filled")));
    }

    @Test
    void the_application_may_send_to_its_own_methods() {
        var counting = new Counting();
        serve(counting);
        join(messenger.send("/app/count", 3));
        assertEquals("3 from Caller[connection=application, user=Optional.empty]", counting.last);
    }

    @Test
    void a_failure_of_its_own_methods_is_logged_once_and_told() {
        serve(new Failing());
        try (var log = RecordedLog.of(BrokerMessenger.class)) {
            var sent = messenger.send("/app/fail", "");
            var thrown = assertThrows(CompletionException.class, () -> join(sent));
            assertEquals(List.of("SEVERE application: SEND to /app/fail failed"), log.lines());
            assertEquals(List.of(Objects.requireNonNull(thrown.getCause())), log.thrown());
        }
    }

    @Test
    void a_destination_that_takes_no_messages_is_told_and_not_logged() {
        try (var log = RecordedLog.of(BrokerMessenger.class)) {
            var sent = messenger.send("/nowhere", "");
            var thrown = assertThrows(CompletionException.class, () -> join(sent));
            assertInstanceOf(DestinationRefused.class, thrown.getCause());
            assertEquals(List.of(), log.lines());
        }
    }

    static class Failing {
        @MessageMapping("/fail")
        public void fail() {
            throw new IllegalStateException("on purpose");
        }
    }

    static class Counting {
        private String last = "";

        @MessageMapping("/count")
        public void count(int number, Caller caller) {
            last = number + " from " + caller;
        }
    }

    private void serve(Object application) {
        var handlers = new MessageHandlers(broker, new ObjectMapper(), PayloadRules.NONE, () -> "id-2", Runnable::run);
        handlers.add(List.of(application));
        broker.serve(MessageHandlers.PREFIX, handlers);
    }

    private BrokerMessage sent(Object payload) {
        var listener = RecordingSubscriber.anonymous("listener");
        subscribe(listener, "/topic/news");
        join(messenger.send("/topic/news", payload));
        broker.gone(listener);
        return listener.deliveries().get(0).message();
    }

    private void subscribe(RecordingSubscriber subscriber, String destination) {
        join(broker.subscribe(subscriber, new Subscription("1", destination)));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
