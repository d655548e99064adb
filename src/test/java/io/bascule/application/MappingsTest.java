package io.bascule.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What is wrong with a handler is said when the application starts. */
class MappingsTest {
    static class Twice {
        @MessageMapping("/trade")
        public void one() {}

        @MessageMapping("/trade")
        public void two() {}
    }

    @Test
    void two_methods_for_one_destination_are_refused() {
        var message = refusal(new Twice());
        // the order of methods is not defined
        assertTrue(
                List.of(
                                "Twice.two and Twice.one are both mapped to /app/trade",
                                "Twice.one and Twice.two are both mapped to /app/trade")
                        .contains(message),
                message);
    }

    static class First {
        @MessageMapping("/trade")
        public void trade() {}
    }

    static class Second {
        @MessageMapping("/trade")
        public void sell() {}
    }

    @Test
    void two_objects_for_one_destination_are_refused() {
        assertEquals("Second.sell and First.trade are both mapped to /app/trade", refusal(new First(), new Second()));
    }

    static class Both {
        @MessageMapping("/positions")
        public void change() {}

        @SubscribeMapping("/positions")
        public String positions() {
            return "";
        }
    }

    @Test
    void a_message_and_a_subscription_may_share_a_destination() {
        var mappings = new Mappings(new Json(new ObjectMapper()));
        mappings.add(new Both());
        assertEquals(mappings.messages().keySet(), mappings.subscriptions().keySet());
    }

    static class Hidden {
        @MessageMapping("/trade")
        void trade() {}
    }

    @Test
    void a_method_that_is_not_public_is_refused() {
        assertEquals("Hidden.trade is not public; make it public", refusal(new Hidden()));
    }

    static class TwoPayloads {
        @MessageMapping("/trade")
        public void trade(String one, String two) {}
    }

    static class TwoCallers {
        @MessageMapping("/trade")
        public void trade(Caller one, Caller two) {}
    }

    @Test
    void a_method_has_one_payload_and_one_caller_at_most() {
        assertEquals(
                "TwoPayloads.trade has more than one parameter beside Caller; write one at most",
                refusal(new TwoPayloads()));
        assertEquals("TwoCallers.trade has more than one Caller; write one at most", refusal(new TwoCallers()));
    }

    static class Unreadable {
        @MessageMapping("/trade")
        public void trade(Principal user) {}
    }

    @Test
    void a_payload_that_json_cannot_be_read_into_is_refused() {
        var message = refusal(new Unreadable());
        assertTrue(
                message.startsWith("Unreadable.trade takes what no payload can be: JSON cannot be read into "
                        + "java.security.Principal: Cannot construct instance of `java.security.Principal`"),
                message);
    }

    static class Answering {
        @MessageMapping("/trade")
        public String trade() {
            return "";
        }
    }

    @Test
    void a_message_method_returns_nothing() {
        assertEquals(
                "Answering.trade returns something that goes nowhere; make it void and send with a Messenger",
                refusal(new Answering()));
    }

    static class Silent {
        @SubscribeMapping("/positions")
        public void positions() {}
    }

    static class Later {
        @SubscribeMapping("/positions")
        public CompletionStage<String> positions() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void a_subscription_method_returns_the_answer_itself() {
        assertEquals("Silent.positions does not return the answer; return what is to be sent", refusal(new Silent()));
        assertEquals("Later.positions does not return the answer; return what is to be sent", refusal(new Later()));
    }

    static class Taking {
        @SubscribeMapping("/positions")
        public String positions(String payload) {
            return payload;
        }
    }

    @Test
    void a_subscription_has_no_payload() {
        assertEquals("Taking.positions takes more than a Caller; a subscription has no payload", refusal(new Taking()));
    }

    static class NoSlash {
        @MessageMapping("trade")
        public void trade() {}
    }

    static class Wild {
        @MessageMapping("/trade.*")
        public void trade() {}
    }

    @Test
    void a_mapping_is_a_destination() {
        assertEquals(
                "NoSlash.trade cannot be mapped to 'trade': a destination begins with a slash: 'trade' does not",
                refusal(new NoSlash()));
        assertEquals(
                "Wild.trade cannot be mapped to '/trade.*': '/trade.*' has wildcards; only subscriptions to /topic/ "
                        + "take them",
                refusal(new Wild()));
    }

    static class Nothing {
        @MessageExceptionHandler
        public void failed(RuntimeException failure) {}
    }

    @Test
    void an_object_without_mappings_is_refused() {
        assertEquals("Nothing has no method with @MessageMapping or @SubscribeMapping", refusal(new Nothing()));
    }

    static class NoException extends First {
        @MessageExceptionHandler
        public void failed(String text) {}
    }

    static class NoParameter extends First {
        @MessageExceptionHandler
        public void failed() {}
    }

    @Test
    void an_exception_method_takes_an_exception() {
        assertEquals(
                "NoException.failed takes no exception; its type says what it is told of", refusal(new NoException()));
        assertEquals(
                "NoParameter.failed takes no exception; its type says what it is told of", refusal(new NoParameter()));
    }

    static class ToldOnce extends First {
        @MessageExceptionHandler
        public void failed(RuntimeException failure) {}
    }

    static class ToldTwice extends ToldOnce {
        @MessageExceptionHandler
        public void alsoFailed(RuntimeException failure) {}
    }

    @Test
    void two_methods_for_one_exception_are_refused() {
        assertEquals(
                "ToldOnce.failed and ToldTwice.alsoFailed are both told of RuntimeException", refusal(new ToldTwice()));
    }

    private static String refusal(Object... objects) {
        var thrown = assertThrows(
                IllegalArgumentException.class,
                () -> new MessageHandlers(new ObjectMapper(), () -> "id", List.of(objects)));
        return Objects.requireNonNull(thrown.getMessage());
    }
}
