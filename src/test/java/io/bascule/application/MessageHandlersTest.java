package io.bascule.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.broker.BrokerMessage;
import io.bascule.broker.DestinationHandler.FailureTold;
import io.bascule.broker.DestinationRefused;
import io.bascule.broker.InMemoryBroker;
import io.bascule.broker.Publisher;
import io.bascule.broker.Subscription;
import io.bascule.payload.PayloadRules;
import io.bascule.payload.PayloadUnreadable;
import io.bascule.testing.Brokers;
import io.bascule.testing.RecordingSubscriber;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageHandlersTest {
    public enum Action {
        Buy,
        Sell
    }

    public record Lot(int shares) {}

    public record Trade(
            Action action,
            String ticker,
            int shares,
            BigDecimal limit,
            List<Lot> lots,
            Lot lot,
            Map<String, Long> more) {}

    static class Trading {
        private final List<String> calls = new ArrayList<>();

        @MessageMapping("/trade")
        public void trade(Trade trade, Caller caller) {
            calls.add(trade.action() + " " + trade.shares() + " " + trade.ticker() + " by " + caller);
        }

        @MessageMapping("/note")
        public void note(Caller caller, String text) {
            calls.add(text + " by " + caller.connection());
        }

        @MessageMapping("/raw")
        public void raw(byte[] bytes) {
            calls.add(bytes.length + " bytes");
        }

        @MessageMapping("/numbers")
        public void numbers(List<Integer> numbers) {
            calls.add("sum " + numbers.stream().mapToInt(Integer::intValue).sum());
        }

        @MessageMapping("/ping")
        public void ping() {
            calls.add("ping");
        }

        @MessageMapping("/fail")
        public void fail(String text) throws IOException {
            throw new IOException(text);
        }

        @MessageMapping("/refuse")
        public void refuse() {
            throw new DestinationRefused("not now");
        }

        @SubscribeMapping("/positions")
        public List<Lot> positions(Caller caller) {
            calls.add("positions of " + caller.user().orElse("nobody"));
            return List.of(new Lot(7));
        }

        @SubscribeMapping("/nothing")
        public @Nullable String nothing() {
            return null;
        }

        @SubscribeMapping("/broken")
        public String broken() {
            throw new IllegalStateException("broken on purpose");
        }
    }

    static class Careful {
        private final List<String> told = new ArrayList<>();

        @MessageMapping("/careful")
        public void trade(Trade trade) throws IOException {
            switch (trade.shares()) {
                case 0 -> throw new IllegalArgumentException("no shares");
                case 1 -> throw new IllegalStateException("one share");
                case 2 -> throw new IOException("two shares");
                default -> throw new AssertionError("many shares");
            }
        }

        @SubscribeMapping("/careful")
        public String answer() {
            throw new IllegalArgumentException("no answer");
        }

        @MessageExceptionHandler
        public void unreadable(PayloadUnreadable failure, Caller caller) {
            told.add(caller.connection() + " sent " + failure.getMessage()
                    + failure.text("id").map(id -> ", id " + id).orElse(""));
        }

        @MessageExceptionHandler
        public void any(RuntimeException failure) {
            told.add("any " + failure.getMessage());
        }

        @MessageExceptionHandler
        public void argument(Caller caller, IllegalArgumentException failure) {
            told.add("argument " + failure.getMessage() + " " + caller.connection());
        }

        @MessageExceptionHandler
        public void broken(AssertionError failure) {
            throw new IllegalStateException(failure.getMessage() + " again");
        }
    }

    private final InMemoryBroker broker = Brokers.inMemory();
    private Executor surroundings = Runnable::run;
    private final Trading trading = new Trading();
    private final Careful careful = new Careful();
    private final MessageHandlers handlers = handlers(trading, careful);
    private final RecordingSubscriber fabrice = RecordingSubscriber.of("fabrice", "c1");

    // What a method is given

    @Test
    void a_payload_is_read_from_json() {
        send("/app/trade", "{\"action\":\"Buy\",\"ticker\":\"BTC\",\"shares\":10,\"unknown\":{\"a\":[1]}}");
        assertEquals(List.of("Buy 10 BTC by Caller[connection=c1, user=Optional[fabrice]]"), trading.calls);
    }

    @Test
    void a_whole_number_may_come_as_text_as_forms_send_it() {
        send("/app/trade", "{\"action\":\"Sell\",\"ticker\":\"BTC\",\"shares\":\"10\"}");
        assertEquals(1, trading.calls.size());
    }

    @Test
    void a_payload_of_text_comes_as_it_is() {
        send("/app/note", "{\"a\":");
        assertEquals(List.of("{\"a\": by c1"), trading.calls);
    }

    @Test
    void a_payload_of_bytes_comes_as_it_is() {
        var message = BrokerMessage.of("m1", "/app/raw", Map.of(), new byte[] {0, -1, 7}, false);
        join(handlers.publish(fabrice, message));
        assertEquals(List.of("3 bytes"), trading.calls);
    }

    @Test
    void a_payload_may_be_generic() {
        send("/app/numbers", "[1,2,3]");
        assertEquals(List.of("sum 6"), trading.calls);
    }

    @Test
    void a_method_may_take_nothing() {
        send("/app/ping", "whatever");
        assertEquals(List.of("ping"), trading.calls);
    }

    @Test
    void methods_run_in_order_for_the_publisher_and_not_at_once() {
        var waiting = new ArrayDeque<Runnable>();
        var stage =
                handlers.publish(new Slow(waiting::add), text("/app/ping", "")).toCompletableFuture();
        assertEquals(List.of(), trading.calls);
        assertFalse(stage.isDone());
        waiting.remove().run();
        assertEquals(List.of("ping"), trading.calls);
        assertTrue(stage.isDone());
    }

    @Test
    void methods_of_a_superclass_count() {
        var inherited = new Inheriting();
        join(handlers(inherited).publish(fabrice, text("/app/inherited", "")));
        assertEquals(1, inherited.calls);
    }

    @Test
    void a_subclass_that_repeats_the_annotations_is_called_once() {
        var proxy = new Proxy();
        var sent = handlers(proxy).publish(fabrice, text("/app/careful", "{\"shares\":1}"));
        assertInstanceOf(FailureTold.class, failure(sent));
        assertEquals(List.of("any one share"), ((Careful) proxy).told);
    }

    // Answers

    @Test
    void a_subscription_is_answered_with_json() {
        var answer = subscribe("/app/positions").orElseThrow();
        assertEquals("[{\"shares\":7}]", answer.text());
        assertEquals("/app/positions", answer.destination());
        assertEquals("id-1", answer.id());
        assertEquals(Map.of("content-type", "application/json"), answer.headers());
        assertEquals(List.of("positions of fabrice"), trading.calls);
    }

    @Test
    void null_is_no_answer() {
        assertEquals(Optional.empty(), subscribe("/app/nothing"));
    }

    // Failures

    @Test
    void a_destination_that_nothing_is_mapped_to_is_refused() {
        assertRefused("nothing is mapped to /app/xyz", handlers.publish(fabrice, text("/app/xyz", "")));
        assertRefused("nothing is mapped to /app/trade", trySubscribe("/app/trade"));
    }

    @Test
    void an_unreadable_payload_is_refused_with_the_name_of_the_field() {
        assertUnreadable("field 'shares': not a whole number", "{\"shares\":\"ten\"}");
        assertUnreadable("field 'shares': not a whole number", "{\"shares\":\"\"}");
        assertUnreadable("field 'shares': not a whole number", "{\"shares\":1.5}");
        assertUnreadable("field 'shares': not a whole number", "{\"shares\":null}");
        assertUnreadable("field 'shares': not a whole number", "{}");
        assertUnreadable("field 'shares': a number too large", "{\"shares\":99999999999}");
        assertUnreadable("field 'action': not one of Buy, Sell", "{\"action\":\"Hold\"}");
        assertUnreadable("field 'action': not one of Buy, Sell", "{\"action\":0}");
        assertUnreadable("field 'ticker': not a text", "{\"ticker\":{}}");
        assertUnreadable("field 'limit': not a number", "{\"limit\":\"much\"}");
        assertUnreadable("field 'lots': not a list", "{\"lots\":1}");
        assertUnreadable("field 'lots[1].shares': not a whole number", "{\"lots\":[{\"shares\":1},{\"shares\":[]}]}");
        assertUnreadable("field 'lot': not an object", "{\"lot\":5}");
        assertUnreadable("field 'ticker': not JSON", "{\"ticker\":\"\\q\"}");
    }

    @Test
    void a_payload_that_is_unreadable_as_a_whole_is_refused() {
        assertUnreadable("payload: not an object", "");
        assertUnreadable("payload: not an object", "[]");
        assertUnreadable("payload: null, not an object", "null");
        assertUnreadable("payload: not JSON", "{");
        assertUnreadable("payload: not JSON", "nonsense");
        assertUnreadable("payload: not JSON", "{\"shares\":1} nonsense");
        assertUnreadable("payload: more than one JSON value", "{\"shares\":1} {}");
    }

    @Test
    void what_could_be_read_of_an_unreadable_payload_says_which_message_it_was() {
        tell("/app/careful", "{\"shares\":\"ten\",\"id\":\"o-1\"}");
        tell("/app/careful", "{\"id\":\"o-2\",\"shares\":1} {}");
        tell("/app/careful", "{\"shares\":\"ten\",\"id\":3}");
        tell("/app/careful", "{\"id\":\"o-4\",\"shares\":");
        tell("/app/careful", "null");
        assertEquals(
                List.of(
                        "c1 sent field 'shares': not a whole number, id o-1",
                        "c1 sent payload: more than one JSON value, id o-2",
                        "c1 sent field 'shares': not a whole number",
                        "c1 sent payload: not JSON",
                        "c1 sent payload: null, not an object"),
                careful.told);
    }

    @Test
    void what_is_not_utf_8_is_not_json() {
        var message = BrokerMessage.of("m1", "/app/trade", Map.of(), new byte[] {'"', -1, -2, '"'}, false);
        assertRefused("payload: not JSON", handlers.publish(fabrice, message));
    }

    @Test
    void too_deep_and_too_long_json_is_refused() {
        var refusal = "payload: nested too deep, or a number or text too long";
        assertUnreadable(refusal, "{\"other\":" + "[".repeat(100) + "]".repeat(100) + "}");
        assertUnreadable(refusal, "{\"shares\":" + "1".repeat(2000) + "}");
    }

    @Test
    void the_name_of_a_field_is_made_harmless() {
        assertUnreadable("field 'more.a?b': not a whole number", "{\"more\":{\"a\\nb\":\"x\"}}");
        assertUnreadable(
                "field 'more." + "a".repeat(94) + "': not a whole number",
                "{\"more\":{\"" + "a".repeat(500) + "\":\"x\"}}");
    }

    @Test
    void an_exception_that_no_method_takes_fails_the_stage_as_it_is() {
        var thrown = failure(handlers.publish(fabrice, text("/app/fail", "disk full")));
        assertInstanceOf(IOException.class, thrown);
        assertEquals("disk full", thrown.getMessage());
    }

    @Test
    void an_exception_of_an_answer_fails_the_stage_as_it_is() {
        var thrown = failure(trySubscribe("/app/broken"));
        assertEquals("broken on purpose", thrown.getMessage());
    }

    @Test
    void a_refusal_of_the_application_is_passed_on() {
        assertRefused("not now", handlers.publish(fabrice, text("/app/refuse", "")));
    }

    @Test
    void an_exception_goes_to_the_method_with_the_closest_type_and_is_told_then() {
        tell("/app/careful", "{\"shares\":0}");
        tell("/app/careful", "{\"shares\":1}");
        assertEquals(List.of("argument no shares c1", "any one share"), careful.told);
    }

    @Test
    void an_exception_of_another_type_goes_to_no_method() {
        var thrown = failure(handlers.publish(fabrice, text("/app/careful", "{\"shares\":2}")));
        assertEquals("two shares", thrown.getMessage());
        assertEquals(List.of(), careful.told);
    }

    @Test
    void an_unreadable_payload_goes_to_the_method_that_takes_it() {
        tell("/app/careful", "{\"shares\":true}");
        assertEquals(List.of("c1 sent field 'shares': not a whole number"), careful.told);
    }

    @Test
    void a_failed_answer_that_a_method_was_told_of_is_none() {
        assertInstanceOf(FailureTold.class, failure(trySubscribe("/app/careful")));
        assertEquals(List.of("argument no answer c1"), careful.told);
    }

    @Test
    void a_method_that_fails_when_told_of_a_failure_fails_the_stage_with_both() {
        var thrown = failure(handlers.publish(fabrice, text("/app/careful", "{\"shares\":3}")));
        assertEquals("many shares again", thrown.getMessage());
        assertEquals("many shares", thrown.getSuppressed()[0].getMessage());
    }

    // Variables, and what else a method is given

    @SendTo("/topic/all")
    static class Desk {
        private final List<String> calls = new ArrayList<>();

        @MessageMapping("/buy/{ticker}/{shares}")
        public void buy(@DestinationVariable String ticker, @DestinationVariable("shares") int shares) {
            calls.add("buy " + shares + " " + ticker);
        }

        @MessageMapping("/buy/{ticker}/all")
        public void buyAll(@DestinationVariable String ticker) {
            calls.add("buy all " + ticker);
        }

        @MessageMapping("/buy/BTC/9")
        public void buyNine() {
            calls.add("buy nine");
        }

        @MessageMapping("/side/{action}")
        public void side(@DestinationVariable Action action) {
            calls.add("side " + action);
        }

        @SubscribeMapping("/quote.{ticker}")
        public String quote(@DestinationVariable String ticker) {
            return ticker + " 7";
        }

        @MessageMapping("/who")
        public void who(Principal user, BrokerMessage message) {
            calls.add(user.getName() + " " + message.headers());
        }

        @MessageMapping("/say/{room}")
        @SendTo("/topic/rooms.{room}")
        public String say(String text) {
            return text + "!";
        }

        @MessageMapping("/shout")
        public String shout(String text) {
            return text.toUpperCase(Locale.ROOT);
        }

        @MessageMapping("/mine")
        @SendToUser("/queue/mine")
        public String mine() {
            return "mine";
        }

        @MessageMapping("/here")
        @SendToUser(value = "/queue/mine", broadcast = false)
        public String here() {
            return "here";
        }

        @MessageMapping("/silent")
        @SendTo("/topic/all")
        public @Nullable String silent() {
            return null;
        }

        @MessageMapping("/nowhere")
        @SendTo("/nowhere")
        public String nowhere() {
            return "x";
        }
    }

    private final Desk desk = new Desk();

    @Test
    void the_segments_of_a_destination_are_variables() {
        publish(desk, "/app/buy/BTC/5");
        publish(desk, "/app/side/Sell");
        assertEquals(List.of("buy 5 BTC", "side Sell"), desk.calls);
        var answer = join(handlers(desk).subscribe(fabrice, new Subscription("1", "/app/quote.ETH")));
        assertEquals("ETH 7", answer.orElseThrow().text());
    }

    @Test
    void of_two_mappings_the_one_that_says_more_is_called() {
        publish(desk, "/app/buy/BTC/all");
        publish(desk, "/app/buy/BTC/9");
        assertEquals(List.of("buy all BTC", "buy nine"), desk.calls);
    }

    @Test
    void a_variable_that_does_not_fit_is_named() {
        assertRefused(
                "'shares' in the destination: not a whole number",
                handlers(desk).publish(fabrice, text("/app/buy/BTC/many", "")));
        assertRefused(
                "'action' in the destination: not one of Buy, Sell",
                handlers(desk).publish(fabrice, text("/app/side/sideways", "")));
    }

    @Test
    void a_segment_more_or_less_is_another_destination() {
        assertRefused(
                "nothing is mapped to /app/buy/BTC/5/6", handlers(desk).publish(fabrice, text("/app/buy/BTC/5/6", "")));
        assertRefused(
                "nothing is mapped to /app/quote.a.b",
                handlers(desk).subscribe(fabrice, new Subscription("1", "/app/quote.a.b")));
    }

    @Test
    void a_method_may_take_the_user_and_the_headers() {
        var message = BrokerMessage.text("m1", "/app/who", Map.of("priority", "9"), "");
        join(handlers(desk).publish(fabrice, message));
        assertEquals(List.of("fabrice {priority=9}"), desk.calls);
    }

    @Test
    void an_anonymous_client_of_a_method_that_takes_the_user_is_to_log_in() {
        var nobody = RecordingSubscriber.anonymous("c9");
        assertRefused("log in first", handlers(desk).publish(nobody, text("/app/who", "")));
    }

    // What is returned

    @Test
    void what_is_returned_goes_where_the_method_says_or_else_its_class() {
        join(broker.subscribe(fabrice, new Subscription("1", "/topic/**")));
        join(handlers(desk).publish(fabrice, text("/app/say/kitchen", "hi")));
        join(handlers(desk).publish(fabrice, text("/app/shout", "hi")));
        publish(desk, "/app/silent");
        assertEquals(List.of("1 /topic/rooms.kitchen hi!", "1 /topic/all HI"), fabrice.lines());
    }

    @Test
    void what_is_for_the_user_goes_to_all_tabs_or_to_one() {
        var secondTab = RecordingSubscriber.of("fabrice", "c2");
        var paulson = RecordingSubscriber.of("paulson", "c3");
        for (var tab : List.of(fabrice, secondTab, paulson)) {
            join(broker.subscribe(tab, new Subscription("1", "/user/queue/mine")));
        }
        publish(desk, "/app/mine");
        publish(desk, "/app/here");
        assertEquals(List.of("mine", "here"), fabrice.texts());
        assertEquals(List.of("mine"), secondTab.texts());
        assertEquals(List.of(), paulson.texts());
    }

    @Test
    void an_anonymous_client_has_no_tab_but_its_own() {
        var nobody = RecordingSubscriber.anonymous("c8");
        var another = RecordingSubscriber.anonymous("c9");
        join(broker.subscribe(nobody, new Subscription("1", "/user/queue/mine")));
        join(broker.subscribe(another, new Subscription("1", "/user/queue/mine")));
        join(handlers(desk).publish(nobody, text("/app/mine", "")));
        assertEquals(List.of("mine"), nobody.texts());
        assertEquals(List.of(), another.texts());
    }

    @Test
    void a_destination_that_does_not_take_what_is_returned_is_the_applications_fault() {
        var thrown = failure(handlers(desk).publish(fabrice, text("/app/nowhere", "")));
        assertInstanceOf(IllegalStateException.class, thrown);
        assertEquals("What a method has returned could not be sent", thrown.getMessage());
    }

    private void publish(Object application, String destination) {
        join(handlers(application).publish(fabrice, text(destination, "")));
    }

    // What is returned later

    static class Later {
        private final CompletableFuture<String> answer = new CompletableFuture<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final List<String> told = new ArrayList<>();

        @MessageMapping("/later")
        @SendTo("/topic/later")
        public CompletionStage<String> later() {
            return answer;
        }

        @MessageMapping("/done")
        public CompletionStage<Void> done() {
            return done;
        }

        @SubscribeMapping("/later")
        public CompletionStage<String> answer() {
            return answer;
        }

        @MessageExceptionHandler
        public void failed(IllegalStateException failure) {
            told.add(failure.getMessage());
        }
    }

    private final Later later = new Later();

    @Test
    void what_a_stage_completes_with_is_sent() {
        join(broker.subscribe(fabrice, new Subscription("1", "/topic/later")));
        var sent = handlers(later).publish(fabrice, text("/app/later", "")).toCompletableFuture();
        assertFalse(sent.isDone());
        later.answer.complete("at last");
        assertTrue(sent.isDone());
        assertEquals(List.of("at last"), fabrice.texts());
    }

    @Test
    void a_message_is_handled_when_the_stage_is_complete() {
        var handled = handlers(later).publish(fabrice, text("/app/done", "")).toCompletableFuture();
        assertFalse(handled.isDone());
        later.done.complete(null);
        assertTrue(handled.isDone());
    }

    @Test
    void a_subscription_is_answered_when_the_stage_is_complete() {
        var answer = handlers(later)
                .subscribe(fabrice, new Subscription("1", "/app/later"))
                .toCompletableFuture();
        later.answer.complete("at last");
        assertEquals("at last", join(answer).orElseThrow().text());
    }

    @Test
    void a_stage_that_fails_is_told_as_an_exception_is() {
        var sent = handlers(later).publish(fabrice, text("/app/later", ""));
        later.answer.completeExceptionally(new IllegalStateException("too late"));
        assertInstanceOf(FailureTold.class, failure(sent));
        assertEquals(List.of("too late"), later.told);
    }

    @Test
    void the_end_of_a_stage_is_handled_in_order_with_the_messages() {
        var waiting = new ArrayDeque<Runnable>();
        var sent = handlers(later)
                .publish(new Slow(waiting::add), text("/app/done", ""))
                .toCompletableFuture();
        waiting.remove().run();
        later.done.complete(null);
        assertFalse(sent.isDone());
        waiting.remove().run();
        assertTrue(sent.isDone());
    }

    // Rules

    public record Order(@Min(1) int shares, @NotBlank String ticker, String id) {}

    static class Checked {
        private final List<String> calls = new ArrayList<>();

        @MessageMapping("/order")
        public void order(Order order) {
            calls.add(order.toString());
        }

        @MessageMapping("/orders")
        public void orders(List<Order> orders) {
            calls.add(orders.toString());
        }
    }

    private final Checked checked = new Checked();

    @Test
    void a_payload_that_breaks_a_constraint_is_refused_with_the_name_of_the_field() {
        assertRefused(
                "field 'shares': must be greater than or equal to 1; field 'ticker': must not be blank",
                handlers(checked).publish(fabrice, text("/app/order", "{\"shares\":0,\"ticker\":\" \"}")));
        assertRefused(
                "field '[1].shares': must be greater than or equal to 1",
                handlers(checked)
                        .publish(
                                fabrice,
                                text(
                                        "/app/orders",
                                        "[{\"shares\":1,\"ticker\":\"B\"},{\"shares\":0,\"ticker\":\"B\"}]")));
        assertEquals(List.of(), checked.calls);
    }

    @Test
    void a_payload_that_obeys_its_constraints_is_taken() {
        join(handlers(checked).publish(fabrice, text("/app/order", "{\"shares\":1,\"ticker\":\"BTC\"}")));
        assertEquals(List.of("Order[shares=1, ticker=BTC, id=null]"), checked.calls);
    }

    // Who is told

    static class SharedAdvice {
        private final List<String> told = new ArrayList<>();

        @MessageExceptionHandler
        @SendToUser(value = "/queue/problems", broadcast = false)
        public String any(IOException failure, Caller caller) {
            told.add(caller.connection() + " " + failure.getMessage());
            return "sorry";
        }

        @MessageExceptionHandler
        public void runtime(RuntimeException failure) {
            throw failure;
        }
    }

    private final SharedAdvice advice = new SharedAdvice();

    @Test
    void a_shared_method_is_told_of_what_no_method_of_the_object_is() {
        join(broker.subscribe(fabrice, new Subscription("1", "/user/queue/problems")));
        var all = handlers(trading, careful, advice);
        assertInstanceOf(FailureTold.class, failure(all.publish(fabrice, text("/app/fail", "disk full"))));
        assertInstanceOf(FailureTold.class, failure(all.publish(fabrice, text("/app/careful", "{\"shares\":1}"))));
        assertEquals(List.of("c1 disk full"), advice.told);
        assertEquals(List.of("sorry"), fabrice.texts());
        assertEquals(List.of("any one share"), careful.told);
    }

    @Test
    void a_shared_method_that_fails_is_not_told_of_itself() {
        var thrown = failure(handlers(trading, advice).publish(fabrice, text("/app/refuse", "")));
        assertEquals("not now", thrown.getMessage());
    }

    @Test
    void whoever_listens_for_errors_is_told_of_a_bad_payload_there_and_keeps_its_connection() {
        join(broker.subscribe(fabrice, new Subscription("e", "/user/queue/errors")));
        tell("/app/trade", "{\"shares\":\"ten\"}");
        tell("/app/refuse", "");
        assertEquals(
                List.of("{\"message\":\"field 'shares': not a whole number\"}", "{\"message\":\"not now\"}"),
                fabrice.texts());
    }

    @Test
    void whoever_listens_for_errors_is_not_told_what_the_application_failed_of() {
        join(broker.subscribe(fabrice, new Subscription("e", "/user/queue/errors")));
        assertEquals(
                "disk full",
                failure(handlers.publish(fabrice, text("/app/fail", "disk full")))
                        .getMessage());
        assertEquals(List.of(), fabrice.texts());
    }

    // What is around a method

    @Test
    void methods_run_in_their_surroundings() {
        surroundings = task -> {
            desk.calls.add("in");
            task.run();
            desk.calls.add("out");
        };
        publish(desk, "/app/buy/BTC/9");
        assertEquals(List.of("in", "buy nine", "out"), desk.calls);
    }

    private void send(String destination, String payload) {
        join(handlers.publish(fabrice, text(destination, payload)));
    }

    /** Sends what a method is told of that takes failures. */
    private void tell(String destination, String payload) {
        assertInstanceOf(FailureTold.class, failure(handlers.publish(fabrice, text(destination, payload))));
    }

    private Optional<BrokerMessage> subscribe(String destination) {
        return join(trySubscribe(destination));
    }

    private CompletionStage<Optional<BrokerMessage>> trySubscribe(String destination) {
        return handlers.subscribe(fabrice, new Subscription("1", destination));
    }

    private void assertUnreadable(String message, String payload) {
        assertRefused(message, handlers.publish(fabrice, text("/app/trade", payload)));
        assertEquals(List.of(), trading.calls);
    }

    private MessageHandlers handlers(Object... objects) {
        var handlers =
                new MessageHandlers(broker, new ObjectMapper(), PayloadRules.found(), () -> "id-1", surroundings);
        handlers.add(List.of(objects));
        return handlers;
    }

    private static BrokerMessage text(String destination, String payload) {
        return BrokerMessage.of("m1", destination, Map.of(), payload.getBytes(StandardCharsets.UTF_8), true);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Throwable failure(CompletionStage<?> stage) {
        return Objects.requireNonNull(
                assertThrows(CompletionException.class, () -> join(stage)).getCause());
    }

    private static void assertRefused(String message, CompletionStage<?> stage) {
        var refused = assertInstanceOf(DestinationRefused.class, failure(stage));
        assertEquals(message, refused.getMessage());
    }

    static class Inheriting extends Inherited {}

    static class Inherited {
        int calls;

        @MessageMapping("/inherited")
        public void inherited() {
            calls++;
        }
    }

    /** As CDI makes them for a bean: every method again, with its annotations and without its generic types. */
    static class Proxy extends Careful {
        @Override
        @MessageMapping("/careful")
        public void trade(Trade trade) throws IOException {
            super.trade(trade);
        }

        @Override
        @MessageExceptionHandler
        public void any(RuntimeException failure) {
            super.any(failure);
        }
    }

    private record Slow(Executor inOrder) implements Publisher {
        @Override
        public String connection() {
            return "c2";
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }
    }
}
