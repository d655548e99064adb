package io.bascule.relay;

import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.relay.Word.Ask;
import io.bascule.relay.Word.End;
import io.bascule.relay.Word.Head;
import io.bascule.relay.Word.Left;
import io.bascule.relay.Word.Still;
import io.bascule.relay.Word.Write;
import io.bascule.relay.Word.Wrote;
import io.bascule.sockjs.HttpExchange.Answer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the bytes of a {@link Word}: its kind in one byte, its errand in eight, and what it holds; numbers are big-endian,
 * a text is UTF-8 behind its length, a list or a map its entries behind their number. Nothing is allocated for what is
 * promised and not there.
 */
final class Words {
    /** These are the bytes of no word. */
    static final class Garbled extends Exception {
        private static final long serialVersionUID = 1L;

        private Garbled(String message) {
            super(message);
        }
    }

    private final ByteBuffer in;

    private Words(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    /** The bytes that {@link #read} reads. */
    static byte[] bytes(Word word) {
        return WordWriter.bytes(word);
    }

    /** @throws Garbled if it is no word, or has anything behind it */
    static Word read(byte[] bytes) throws Garbled {
        try {
            var words = new Words(bytes);
            var word = words.word();
            if (words.in.hasRemaining()) {
                throw new Garbled("a word has " + words.in.remaining() + " bytes behind its end");
            }
            return word;
        } catch (BufferUnderflowException cut) {
            throw new Garbled("a word of " + bytes.length + " bytes ends before its end");
        }
    }

    private Word word() throws Garbled {
        int kind = in.get();
        long errand = in.getLong();
        return switch (kind) {
            case 1 -> new Ask(errand, text(), request(), bytes());
            case 2 -> new Wrote(errand);
            case 3 -> new Left(errand);
            case 4 -> new Still(errand);
            case 5 -> new Head(errand, new Answer(in.getInt(), texts(), bytes()), in.get() != 0);
            case 6 -> new Write(errand, bytes());
            case 7 -> new End(errand);
            default -> throw new Garbled("a word is of kind " + kind);
        };
    }

    private HandshakeRequest request() {
        return new HandshakeRequest(
                text(),
                text(),
                text(),
                text(),
                headers(),
                text(),
                in.getInt(),
                in.get() != 0,
                principal(text()),
                HttpSessionSource.NONE);
    }

    private static Optional<Principal> principal(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(() -> name);
    }

    private Map<String, List<String>> headers() {
        var headers = new LinkedHashMap<String, List<String>>();
        for (int left = in.getInt(); left > 0; left--) {
            var name = text();
            var lines = new ArrayList<String>();
            for (int more = in.getInt(); more > 0; more--) {
                lines.add(text());
            }
            headers.put(name, lines);
        }
        return headers;
    }

    private Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        for (int left = in.getInt(); left > 0; left--) {
            texts.put(text(), text());
        }
        return texts;
    }

    private String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    private byte[] bytes() {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
