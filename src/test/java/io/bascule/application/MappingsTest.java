package io.bascule.application;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.payload.PayloadRules;
import io.bascule.testing.Brokers;
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
        assertDoesNotThrow(() -> add(new Both()));
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

    @Test
    void a_method_has_one_payload_at_most() {
        assertEquals(
                "TwoPayloads.trade takes two payloads; the second one is the parameter of type String",
                refusal(new TwoPayloads()));
    }

    static class Unreadable {
        @MessageMapping("/trade")
        public void trade(Runnable task) {}
    }

    @Test
    void a_payload_that_json_cannot_be_read_into_is_refused() {
        var message = refusal(new Unreadable());
        assertTrue(
                message.startsWith("Unreadable.trade takes what no payload can be: JSON cannot be read into "
                        + "java.lang.Runnable: Cannot construct instance of `java.lang.Runnable`"),
                message);
    }

    static class Answering {
        @MessageMapping("/trade")
        public String trade() {
            return "";
        }
    }

    @Test
    void what_a_message_method_returns_goes_somewhere() {
        assertEquals(
                "Answering.trade returns something that goes nowhere; say where with @SendTo or @SendToUser, or make it"
                        + " void",
                refusal(new Answering()));
    }

    static class Silent {
        @SubscribeMapping("/positions")
        public void positions() {}
    }

    static class Later {
        @SubscribeMapping("/positions")
        public CompletionStage<Void> positions() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void a_subscription_method_returns_the_answer() {
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
        assertEquals("Taking.positions takes a payload; a subscription has none", refusal(new Taking()));
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
        public void nothing() {}
    }

    @Test
    void an_object_without_annotated_methods_is_refused() {
        assertEquals(
                "Nothing has no method with @MessageMapping, @SubscribeMapping or @MessageExceptionHandler",
                refusal(new Nothing()));
    }

    static class Shared {
        @MessageExceptionHandler
        public void failed(RuntimeException failure) {}
    }

    static class SharedToo {
        @MessageExceptionHandler
        public void alsoFailed(RuntimeException failure) {}
    }

    @Test
    void two_shared_methods_for_one_exception_are_refused() {
        assertEquals(
                "SharedToo.alsoFailed and Shared.failed are both told of RuntimeException",
                refusal(new Shared(), new SharedToo()));
    }

    static class Variables {
        @MessageMapping("/a/{one}.{two}")
        public void some(@DestinationVariable String one, @DestinationVariable("two") int other) {}
    }

    static class SameVariables {
        @MessageMapping("/a/{three}.{four}")
        public void same() {}
    }

    static class NoVariable {
        @MessageMapping("/a/{one}")
        public void some(@DestinationVariable("two") String two) {}
    }

    static class HalfVariable {
        @MessageMapping("/a/b{one}")
        public void some() {}
    }

    static class TwiceVariable {
        @MessageMapping("/a/{one}/{one}")
        public void some() {}
    }

    @Test
    void templates_that_differ_in_the_names_of_variables_alone_are_the_same() {
        assertEquals(
                "SameVariables.same and Variables.some are both mapped to /app/a/{three}.{four}",
                refusal(new Variables(), new SameVariables()));
    }

    @Test
    void a_variable_is_a_whole_segment_of_the_own_destination() {
        assertEquals(
                "NoVariable.some takes the variable 'two', which is not in its destination", refusal(new NoVariable()));
        assertEquals(
                "HalfVariable.some cannot be mapped to '/a/b{one}': a variable stands for a whole segment, as in"
                        + " /trade/{ticker}; '/a/b{one}' has another brace",
                refusal(new HalfVariable()));
        assertEquals(
                "TwiceVariable.some cannot be mapped to '/a/{one}/{one}': '/a/{one}/{one}' has the same variable twice",
                refusal(new TwiceVariable()));
    }

    static class SilentSender {
        @MessageMapping("/trade")
        @SendTo("/topic/trades")
        public void trade() {}
    }

    static class WrongSender {
        @MessageMapping("/trade")
        @SendTo("trades")
        public String trade() {
            return "";
        }
    }

    static class OtherVariable {
        @MessageMapping("/trade/{a}")
        @SendToUser("/queue/{b}")
        public String trade() {
            return "";
        }
    }

    static class SendingAnswer {
        @SubscribeMapping("/trade")
        @SendTo("/topic/trades")
        public String trade() {
            return "";
        }
    }

    @Test
    void where_a_method_sends_to_is_checked_at_the_start() {
        assertEquals(
                "SilentSender.trade returns nothing that could be sent; take its @SendTo away",
                refusal(new SilentSender()));
        assertEquals(
                "WrongSender.trade cannot send to 'trades': a destination begins with a slash: 'trades' does not",
                refusal(new WrongSender()));
        assertEquals(
                "OtherVariable.trade cannot send to '/queue/{b}': its own destination has no 'b'",
                refusal(new OtherVariable()));
        assertEquals(
                "SendingAnswer.trade answers whoever subscribes, and nobody else; take its @SendTo or @SendToUser away",
                refusal(new SendingAnswer()));
    }

    @SendTo("/topic/trades")
    static class ClassWide extends First {
        @MessageExceptionHandler
        public String failed(RuntimeException failure) {
            return "";
        }
    }

    @Test
    void where_a_class_sends_to_does_not_hold_for_what_went_wrong() {
        assertEquals(
                "ClassWide.failed returns something that goes nowhere; say where with @SendTo or @SendToUser, or make it"
                        + " void",
                refusal(new ClassWide()));
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

    private static void add(Object... objects) {
        new MessageHandlers(Brokers.inMemory(), new ObjectMapper(), PayloadRules.NONE, () -> "id", Runnable::run)
                .add(List.of(objects));
    }

    private static String refusal(Object... objects) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> add(objects));
        return Objects.requireNonNull(thrown.getMessage());
    }
}
