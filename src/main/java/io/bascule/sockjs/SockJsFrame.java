package io.bascule.sockjs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The frames of SockJS (sockjs-protocol 0.3.3, "Protocol and framing"): {@code o}, {@code h}, {@code a["…"]} and
 * {@code c[1000,"…"]} to the client, an array of strings from it.
 */
final class SockJsFrame {
    /** Stands in an outbox for the frame that opens a session. */
    static final Part OPEN = Part.text("o");

    static final String HEART_BEAT = "h";

    private static final JsonFactory JSON = new JsonFactory();
    private static final HexFormat HEX = HexFormat.of();

    /** What a client sent is no array of strings. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1;
    }

    private SockJsFrame() {}

    /** The frames that carry a batch; messages in a row share one. */
    static List<String> of(List<Outgoing> batch) {
        var frames = new ArrayList<String>();
        var messages = new StringBuilder();
        for (var one : batch) {
            if (one.head() == OPEN) {
                frames.add(OPEN.text());
            } else {
                messages.append(messages.length() == 0 ? "a[" : ",");
                appendString(messages, text(one));
            }
        }
        if (messages.length() > 0) {
            frames.add(messages.append(']').toString());
        }
        return frames;
    }

    private static String text(Outgoing message) {
        if (message.tail().size() == 0) {
            return message.head().text();
        }
        byte[] whole = new byte[message.size()];
        message.tail().copyTo(whole, message.head().copyTo(whole, 0));
        return new String(whole, StandardCharsets.UTF_8); // a character may lie in both parts
    }

    /** The frame that tells why a session has ended. */
    static String close(CloseStatus status) {
        return close(status.code(), status.reason());
    }

    static String close(int code, String reason) {
        var frame = new StringBuilder("c[").append(code).append(',');
        appendString(frame, reason);
        return frame.append(']').toString();
    }

    /** {@code text} as a string of JSON. */
    static String quoted(String text) {
        var quoted = new StringBuilder();
        appendString(quoted, text);
        return quoted.toString();
    }

    /** {@code text} as a string of JavaScript that may stand in a script of an HTML page. */
    static String quotedForHtml(String text) {
        return quoted(text).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static void appendString(StringBuilder to, String text) {
        to.append('"');
        for (int at = 0; at < text.length(); at++) {
            appendCharacter(to, text.charAt(at));
        }
        to.append('"');
    }

    private static void appendCharacter(StringBuilder to, char c) {
        switch (c) {
            case '"' -> to.append("\\\"");
            case '\\' -> to.append("\\\\");
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            case '\b' -> to.append("\\b");
            case '\f' -> to.append("\\f");
            default -> {
                if (isMangled(c)) {
                    to.append("\\u").append(HEX.toHexDigits(c));
                } else {
                    to.append(c);
                }
            }
        }
    }

    /** What browsers change or lose on some transports ("JSON Unicode Encoding"). */
    private static boolean isMangled(char c) {
        return c < ' '
                || (c >= '\u200c' && c <= '\u200f')
                || (c >= '\u2028' && c <= '\u202f')
                || (c >= '\u2060' && c <= '\u206f')
                || c >= '\ufff0'
                || Character.isSurrogate(c);
    }

    /**
     * What a client sent, as text.
     *
     * @throws Broken if it is no UTF-8
     */
    static String text(byte[] sent) throws Broken {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(sent))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw new Broken();
        }
    }

    /**
     * The messages a client sent, each read when it is asked for: a short body may hold very many.
     *
     * @throws Broken if it is no array of strings
     */
    static Iterator<String> messages(String json) throws Broken {
        try (var parser = JSON.createParser(json)) {
            checkArray(parser);
        } catch (JsonProcessingException broken) {
            throw new Broken();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return new Strings(json);
    }

    private static void checkArray(JsonParser parser) throws IOException, Broken {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw new Broken();
        }
        var token = parser.nextToken();
        while (token == JsonToken.VALUE_STRING) {
            token = parser.nextToken();
        }
        if (token != JsonToken.END_ARRAY || parser.nextToken() != null) {
            throw new Broken();
        }
    }

    /** The strings of an array that has been looked at before. */
    private static final class Strings implements Iterator<String> {
        private final JsonParser parser;
        private @Nullable JsonToken next;

        Strings(String json) {
            try {
                parser = JSON.createParser(json);
                parser.nextToken();
                next = parser.nextToken();
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public boolean hasNext() {
            return next == JsonToken.VALUE_STRING;
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                var text = parser.getText();
                next = parser.nextToken();
                return text;
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
