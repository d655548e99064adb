package io.bascule.login;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a login form says: {@code username=…&password=…} as {@code application/x-www-form-urlencoded} in UTF-8. */
record LoginForm(String username, String password) {

    /**
     * Reads a form; fields of other names are ignored.
     *
     * @return empty if one of the two is missing or any field comes twice, a {@code %} is not followed by two hexadecimal
     *     digits, or the result is not UTF-8
     */
    static Optional<LoginForm> of(byte[] body) {
        var fields = new HashMap<String, String>();
        try {
            for (var field : new String(body, StandardCharsets.ISO_8859_1).split("&", -1)) {
                read(field, fields);
            }
        } catch (CharacterCodingException notAForm) {
            return Optional.empty();
        }
        var username = Optional.ofNullable(fields.get("username"));
        var password = Optional.ofNullable(fields.get("password"));
        return username.flatMap(name -> password.map(word -> new LoginForm(name, word)));
    }

    private static void read(String field, Map<String, String> fields) throws CharacterCodingException {
        var equals = field.indexOf('=');
        var name = decoded(equals < 0 ? field : field.substring(0, equals));
        var value = decoded(equals < 0 ? "" : field.substring(equals + 1));
        if (fields.put(name, value) != null) {
            throw new CharacterCodingException();
        }
    }

    private static String decoded(String text) throws CharacterCodingException {
        var bytes = new ByteArrayOutputStream(text.length());
        for (var at = 0; at < text.length(); at++) {
            var letter = text.charAt(at);
            if (letter == '%') {
                bytes.write(hex(text, at + 1) << 4 | hex(text, at + 2));
                at += 2;
            } else {
                bytes.write(letter == '+' ? ' ' : letter);
            }
        }
        var decoder = StandardCharsets.UTF_8.newDecoder();
        return decoder.decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    }

    private static int hex(String text, int at) throws CharacterCodingException {
        var value = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        if (value < 0) {
            throw new CharacterCodingException();
        }
        return value;
    }
}
