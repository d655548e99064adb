package io.bascule.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One word of a selector.
 *
 * @param text of a name or a text what it says, without quotes; of a key word in capitals; otherwise as written
 * @param at where it begins, the first character being 1
 */
record Token(Kind kind, String text, int at) {
    enum Kind {
        NAME,
        TEXT,
        NUMBER,
        /** A key word or a sign. */
        SIGN,
        END
    }

    private static final Set<String> KEY_WORDS =
            Set.of("AND", "OR", "NOT", "BETWEEN", "IN", "LIKE", "ESCAPE", "IS", "NULL", "TRUE", "FALSE");

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    /** For a message. */
    String shown() {
        return kind == Kind.END ? "its end" : "'" + text + "'";
    }

    /** @throws SelectorRefused if there is something that is no word of a selector */
    static List<Token> all(String written) {
        return new Reader(written).all();
    }

    /** Goes through a selector once. */
    private static final class Reader {
        private final String written;
        private int at;

        private Reader(String written) {
            this.written = written;
        }

        private List<Token> all() {
            var tokens = new ArrayList<Token>();
            for (skipBlanks(); at < written.length(); skipBlanks()) {
                tokens.add(next());
            }
            tokens.add(new Token(Kind.END, "", at + 1));
            return tokens;
        }

        private void skipBlanks() {
            while (at < written.length() && Character.isWhitespace(written.charAt(at))) {
                at++;
            }
        }

        private Token next() {
            char first = written.charAt(at);
            if (first == '\'') {
                return quoted(Kind.TEXT, first);
            }
            if (first == '"') {
                return quoted(Kind.NAME, first);
            }
            if (isDigit(at) || (first == '.' && isDigit(at + 1))) {
                return number();
            }
            return Character.isJavaIdentifierStart(first) ? word() : sign();
        }

        /** A quote within is written twice. */
        private Token quoted(Kind kind, char quote) {
            int start = at++;
            var text = new StringBuilder();
            while (at < written.length()) {
                char c = written.charAt(at++);
                if (c != quote) {
                    text.append(c);
                } else if (at < written.length() && written.charAt(at) == quote) {
                    text.append(quote);
                    at++;
                } else {
                    return new Token(kind, text.toString(), start + 1);
                }
            }
            throw SelectorRefused.at(start + 1, "the quote is not closed");
        }

        private Token number() {
            int start = at;
            skipDigits();
            if (at < written.length() && written.charAt(at) == '.') {
                at++;
                skipDigits();
            }
            if (at < written.length() && (written.charAt(at) == 'e' || written.charAt(at) == 'E')) {
                at += isSign(at + 1) ? 2 : 1;
                skipDigits();
            }
            return new Token(Kind.NUMBER, written.substring(start, at), start + 1);
        }

        private void skipDigits() {
            while (isDigit(at)) {
                at++;
            }
        }

        private boolean isDigit(int where) {
            return where < written.length() && written.charAt(where) >= '0' && written.charAt(where) <= '9';
        }

        private boolean isSign(int where) {
            return where < written.length() && (written.charAt(where) == '+' || written.charAt(where) == '-');
        }

        private Token word() {
            int start = at;
            while (at < written.length() && Character.isJavaIdentifierPart(written.charAt(at))) {
                at++;
            }
            var word = written.substring(start, at);
            var capitals = word.toUpperCase(Locale.ROOT);
            return KEY_WORDS.contains(capitals)
                    ? new Token(Kind.SIGN, capitals, start + 1)
                    : new Token(Kind.NAME, word, start + 1);
        }

        private Token sign() {
            int start = at;
            for (var sign : List.of("<>", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",")) {
                if (written.startsWith(sign, at)) {
                    at += sign.length();
                    return new Token(Kind.SIGN, sign, start + 1);
                }
            }
            throw SelectorRefused.at(at + 1, "'" + written.charAt(at) + "' has no meaning here");
        }
    }
}
