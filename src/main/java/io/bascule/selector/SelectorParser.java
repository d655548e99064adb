package io.bascule.selector;

import io.bascule.selector.Condition.Relation;
import io.bascule.selector.Operand.Calculation;
import io.bascule.selector.Operand.HeaderValue;
import io.bascule.selector.Operand.Literal;
import io.bascule.selector.Operand.Operator;
import io.bascule.selector.Operand.Text;
import io.bascule.selector.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads one selector; the methods are its grammar.
 *
 * <pre>
 *  any       = all { OR all }
 *  all       = not { AND not }
 *  not       = NOT not | predicate
 *  predicate = sum [ relation sum | [NOT] BETWEEN sum AND sum | [NOT] IN ( text {, text} )
 *                  | [NOT] LIKE text [ESCAPE text] | IS [NOT] NULL ]
 *  sum       = product { + product | - product }
 *  product   = signed { * signed | / signed }
 *  signed    = + signed | - signed | name | "name" | 'text' | number | TRUE | FALSE | ( any )
 * </pre>
 */
final class SelectorParser {
    private static final int DEEPEST = 32;

    private final List<Token> tokens;
    private int at;
    private int depth;

    private SelectorParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** @throws SelectorRefused if it cannot be read */
    static Condition parse(String written) {
        var parser = new SelectorParser(Token.all(written));
        int begin = parser.here();
        var whole = parser.any();
        if (parser.token().kind() != Kind.END) {
            throw parser.unexpected("an operator");
        }
        return condition(whole, begin);
    }

    private Expression any() {
        return joined("OR", this::all, Condition.Any::new);
    }

    private Expression all() {
        return joined("AND", this::not, Condition.All::new);
    }

    private Expression joined(String word, Supplier<Expression> part, Function<List<Condition>, Condition> join) {
        int begin = here();
        var first = part.get();
        if (!token().is(word)) {
            return first;
        }
        var parts = new ArrayList<Condition>();
        parts.add(condition(first, begin));
        while (accept(word)) {
            int next = here();
            parts.add(condition(part.get(), next));
        }
        return join.apply(List.copyOf(parts));
    }

    private Expression not() {
        if (!accept("NOT")) {
            return predicate();
        }
        int begin = here();
        return new Condition.Not(condition(deeper(this::not), begin));
    }

    private Expression predicate() {
        int begin = here();
        var left = sum();
        for (var relation : Relation.values()) {
            int sign = here();
            if (accept(relation.sign())) {
                return compared(left, relation, sum(), sign);
            }
        }
        if (accept("IS")) {
            boolean not = accept("NOT");
            expect("NULL");
            return negated(not, new Condition.IsNull(header(left, begin)));
        }
        boolean not = accept("NOT");
        var test = test(left, begin);
        if (not && test.isEmpty()) {
            throw unexpected("BETWEEN, IN or LIKE");
        }
        return test.isEmpty() ? left : negated(not, test.get());
    }

    private static Condition negated(boolean not, Condition condition) {
        return not ? new Condition.Not(condition) : condition;
    }

    private Optional<Condition> test(Expression left, int begin) {
        if (accept("BETWEEN")) {
            return Optional.of(between(left, begin));
        }
        if (accept("IN")) {
            return Optional.of(new Condition.OneOf(header(left, begin), texts()));
        }
        return accept("LIKE") ? Optional.of(new Condition.Like(header(left, begin), pattern())) : Optional.empty();
    }

    private Condition between(Expression left, int begin) {
        int low = here();
        var least = sum();
        expect("AND");
        int high = here();
        var most = sum();
        return new Condition.All(List.of(
                new Condition.Compared(number(left, begin), Relation.AT_LEAST, number(least, low)),
                new Condition.Compared(number(left, begin), Relation.AT_MOST, number(most, high))));
    }

    private Set<String> texts() {
        expect("(");
        var texts = new HashSet<String>();
        do {
            texts.add(text());
        } while (accept(","));
        expect(")");
        return Set.copyOf(texts);
    }

    private String text() {
        if (token().kind() != Kind.TEXT) {
            throw unexpected("a text in single quotes");
        }
        return next().text();
    }

    private LikePattern pattern() {
        int begin = here();
        var written = text();
        int escape = accept("ESCAPE") ? escape() : -1;
        try {
            return LikePattern.parse(written, escape);
        } catch (IllegalArgumentException wrong) {
            throw SelectorRefused.at(begin, String.valueOf(wrong.getMessage()));
        }
    }

    private int escape() {
        int begin = here();
        var written = text();
        if (written.codePointCount(0, written.length()) != 1) {
            throw SelectorRefused.at(begin, "ESCAPE takes one character");
        }
        return written.codePointAt(0);
    }

    // Comparisons.

    private static Condition compared(Expression left, Relation relation, Expression right, int sign) {
        if (isCondition(left) || isCondition(right)) {
            return same(relation, sign, new Condition.Same(condition(left, sign), condition(right, sign)));
        }
        var one = (Operand) left;
        var other = (Operand) right;
        if (one instanceof Text || other instanceof Text) {
            if (one.isNumber() || other.isNumber()) {
                throw SelectorRefused.at(sign, "a text and a number cannot be compared");
            }
            return same(relation, sign, new Condition.SameText(one, other));
        }
        return one.isNumber() || other.isNumber() || relation.isOfOrder()
                ? new Condition.Compared(one, relation, other)
                : same(relation, sign, new Condition.SameText(one, other));
    }

    private static boolean isCondition(Expression one) {
        return one instanceof Condition;
    }

    private static Condition same(Relation relation, int sign, Condition same) {
        if (relation.isOfOrder()) {
            throw SelectorRefused.at(sign, "texts, TRUE and FALSE can be compared only with = and <>");
        }
        return negated(relation == Relation.UNEQUAL, same);
    }

    // Numbers.

    private Expression sum() {
        int begin = here();
        var left = product();
        while (token().is("+") || token().is("-")) {
            var operator = next().is("+") ? Operator.PLUS : Operator.MINUS;
            int next = here();
            left = new Calculation(number(left, begin), operator, number(product(), next));
        }
        return left;
    }

    private Expression product() {
        int begin = here();
        var left = signed();
        while (token().is("*") || token().is("/")) {
            var operator = next().is("*") ? Operator.TIMES : Operator.THROUGH;
            int next = here();
            left = new Calculation(number(left, begin), operator, number(signed(), next));
        }
        return left;
    }

    private Expression signed() {
        if (token().is("+") || token().is("-")) {
            var operator = next().is("+") ? Operator.PLUS : Operator.MINUS;
            int begin = here();
            return new Calculation(new Literal(0L), operator, number(deeper(this::signed), begin));
        }
        return single();
    }

    private Expression single() {
        var token = token();
        if (accept("(")) {
            var inner = deeper(this::any);
            expect(")");
            return inner;
        }
        if (accept("TRUE")) {
            return new Condition.Constant(Truth.TRUE);
        }
        if (accept("FALSE")) {
            return new Condition.Constant(Truth.FALSE);
        }
        return switch (token.kind()) {
            case NAME -> new HeaderValue(next().text());
            case TEXT -> new Text(next().text());
            case NUMBER -> literal(next());
            case SIGN, END -> throw unexpected("a value");
        };
    }

    private static Literal literal(Token token) {
        var number = HeaderValue.read(token.text());
        if (number == null) {
            throw SelectorRefused.at(token.at(), "'" + token.text() + "' is not a number that can be read");
        }
        return new Literal(number);
    }

    // What an expression is where it stands.

    private static Condition condition(Expression one, int begin) {
        if (one instanceof HeaderValue header) {
            return new Condition.IsTrue(header);
        }
        if (one instanceof Condition condition) {
            return condition;
        }
        throw SelectorRefused.at(begin, "a condition is wanted, not a value");
    }

    private static Operand number(Expression one, int begin) {
        if (one instanceof Operand operand && !(one instanceof Text)) {
            return operand;
        }
        throw SelectorRefused.at(begin, "a number is wanted");
    }

    private static HeaderValue header(Expression one, int begin) {
        if (one instanceof HeaderValue header) {
            return header;
        }
        throw SelectorRefused.at(begin, "the name of a header is wanted");
    }

    // Tokens.

    private <T> T deeper(Supplier<T> inner) {
        if (++depth > DEEPEST) {
            throw SelectorRefused.at(here(), "it is nested more than " + DEEPEST + " deep");
        }
        try {
            return inner.get();
        } finally {
            depth--;
        }
    }

    private Token token() {
        return tokens.get(at);
    }

    private int here() {
        return token().at();
    }

    private Token next() {
        return tokens.get(at++);
    }

    private boolean accept(String sign) {
        boolean there = token().is(sign);
        at += there ? 1 : 0;
        return there;
    }

    private void expect(String sign) {
        if (!accept(sign)) {
            throw unexpected(sign);
        }
    }

    private SelectorRefused unexpected(String wanted) {
        return SelectorRefused.at(here(), wanted + " is wanted, not " + token().shown());
    }
}
