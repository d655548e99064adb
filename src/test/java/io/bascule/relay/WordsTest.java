package io.bascule.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.relay.Word.Ask;
import io.bascule.relay.Word.Head;
import io.bascule.sockjs.HttpExchange.Answer;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final HandshakeRequest REQUEST = new HandshakeRequest(
            "POST",
            "HTTP/1.1",
            "/prices/~west/0/s/xhr",
            "a=1",
            Map.of("Host", List.of("a.example"), "Cookie", List.of("x=1", "y=2")),
            "203.0.113.9",
            8080,
            true,
            Optional.of(() -> "ann"),
            HttpSessionSource.NONE);

    private static final List<Word> ALL = List.of(
            new Ask(1, "/shop", REQUEST, new byte[] {1}),
            new Word.Wrote(2),
            new Word.Left(3),
            new Word.Still(4),
            new Head(5, new Answer(200, Map.of("A", "b"), new byte[] {7}), true),
            new Word.Write(6, new byte[] {1, 2}),
            new Word.End(7));

    @Test
    void every_word_is_read_as_it_was_written() throws Exception {
        for (var word : ALL) {
            var read = Words.read(Words.bytes(word));
            assertEquals(word.getClass(), read.getClass());
            assertEquals(word.errand(), read.errand());
            assertArrayEquals(Words.bytes(word), Words.bytes(read));
        }
    }

    @Test
    void a_request_keeps_all_but_its_http_session() throws Exception {
        var request = ((Ask) Words.read(Words.bytes(ALL.get(0)))).request();
        assertEquals("/prices/~west/0/s/xhr", request.path());
        assertEquals("a=1", request.query());
        assertEquals(List.of("x=1", "y=2"), request.lines("cookie"));
        assertEquals(Optional.of("ann"), request.principal().map(Principal::getName));
        assertEquals("203.0.113.9", request.remoteAddress());
    }

    @Test
    void whatever_is_cut_off_is_refused() {
        for (var word : ALL) {
            var bytes = Words.bytes(word);
            for (int length = 0; length < bytes.length; length++) {
                var cut = Arrays.copyOf(bytes, length);
                assertEquals(
                        "a word of " + length + " bytes ends before its end",
                        assertThrows(Words.Garbled.class, () -> Words.read(cut)).getMessage());
            }
        }
    }

    @Test
    void what_has_something_behind_it_is_refused() {
        var longer = Arrays.copyOf(Words.bytes(new Word.End(1)), 10);
        assertEquals(
                "a word has 1 bytes behind its end",
                assertThrows(Words.Garbled.class, () -> Words.read(longer)).getMessage());
    }

    @Property(tries = 2_000)
    void any_bytes_are_read_or_refused(@ForAll byte[] bytes) {
        try {
            Words.read(bytes);
        } catch (Words.Garbled refused) {
            assertEquals("a word", String.valueOf(refused.getMessage()).substring(0, 6));
        }
    }
}
