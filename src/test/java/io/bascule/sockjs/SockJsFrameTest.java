package io.bascule.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SockJsFrameTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<String> messages(String json) throws Exception {
        var all = new ArrayList<String>();
        SockJsFrame.messages(json).forEachRemaining(all::add);
        return all;
    }

    @Property
    void a_message_is_the_same_behind_the_frame(@ForAll String message) throws Exception {
        var frame = SockJsFrame.of(List.of(Outgoing.text(message))).get(0);
        var sent = Part.text(message).text(); // a lone surrogate cannot be sent

        assertEquals(List.of(sent), messages(frame.substring(1)));
        assertEquals(sent, JSON.readTree(frame.substring(1)).get(0).asText());
    }

    @Property
    void nothing_of_a_message_ends_a_script(@ForAll String message) throws Exception {
        var quoted = SockJsFrame.quotedForHtml(message);

        assertFalse(quoted.matches("(?s).*[<>&\\u2028\\u2029\\n\\r].*"), quoted);
        assertEquals(message, JSON.readValue(quoted, String.class));
    }

    @Test
    void characters_that_browsers_lose_are_escaped() {
        var frame = SockJsFrame.of(List.of(Outgoing.text("\u0000\u200c\u2028\u2060\ufff0\ud83d\ude00é")));

        assertEquals(List.of("a[\"\\u0000\\u200c\\u2028\\u2060\\ufff0\\ud83d\\ude00é\"]"), frame);
    }

    @Test
    void the_opening_stands_between_arrays() {
        assertEquals(
                List.of("o", "a[\"a\",\"b\"]"),
                SockJsFrame.of(List.of(Outgoing.control(SockJsFrame.OPEN), Outgoing.text("a"), Outgoing.text("b"))));
    }

    @Test
    void a_close_says_why() {
        assertEquals("c[1008,\"too \\\"much\\\"\"]", SockJsFrame.close(CloseStatus.POLICY.because("too \"much\"")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"a\"]", " [ \"a\" , \"\\u0062\" ] "})
    void an_array_of_strings_is_taken(String json) throws Exception {
        assertEquals(List.of(JSON.readValue(json, String[].class)), messages(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"a\"",
                "{}",
                "[",
                "[\"a\"",
                "[\"a]",
                "[1]",
                "[null]",
                "[[\"a\"]]",
                "[\"a\",]",
                "[\"a\"]]",
                "[\"a\"] x",
                "[\"\\x\"]",
                "[\"\n\"]",
                "['a']"
            })
    void anything_else_is_broken(String json) {
        assertThrows(SockJsFrame.Broken.class, () -> SockJsFrame.messages(json));
    }
}
