package io.bascule.payload;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with a payload, in words for the client that sent it: one line, and nothing about our classes. */
final class Misfit {
    private static final int PATH_LENGTH = 99;

    private static final Set<Class<?>> WHOLE = Set.of(byte.class, short.class, int.class, long.class);
    private static final Set<Class<?>> WHOLE_OBJECTS =
            Set.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class);
    private static final Set<Class<?>> DECIMAL =
            Set.of(float.class, Float.class, double.class, Double.class, BigDecimal.class);

    private Misfit() {}

    /** Describes why Jackson could not read it; {@code texts} are those of the payload. */
    static PayloadUnreadable in(IOException failure, Map<String, String> texts) {
        return new PayloadUnreadable(where(failure) + ": " + what(failure), texts);
    }

    /** Describes a payload that is {@code null} where it should be a {@code wanted}. */
    static PayloadUnreadable nothing(Class<?> wanted) {
        return new PayloadUnreadable("payload: null, not " + expected(wanted));
    }

    /** Describes a word that is no {@code wanted}. */
    static PayloadUnreadable word(String where, Class<?> wanted) {
        return new PayloadUnreadable(where + ": not " + expected(wanted));
    }

    private static String where(IOException failure) {
        if (!(failure instanceof JsonMappingException found) || found.getPath().isEmpty()) {
            return "payload";
        }
        var path = found.getPath().stream().map(Misfit::step).collect(Collectors.joining());
        return field(path.startsWith(".") ? path.substring(1) : path);
    }

    /** A field of the payload, for instance {@code lots[1].shares}, as a client is told of it. */
    static String field(String path) {
        var printable = path.replaceAll("\\p{Cntrl}", "?");
        return "field '" + printable.substring(0, Math.min(path.length(), PATH_LENGTH)) + "'";
    }

    private static String step(Reference reference) {
        var name = reference.getFieldName();
        return name == null ? "[" + reference.getIndex() + "]" : "." + name;
    }

    private static String what(IOException failure) {
        if (failure instanceof MismatchedInputException unfitting) {
            return "not " + expected(unfitting.getTargetType());
        }
        var cause = failure instanceof JsonMappingException ? failure.getCause() : failure;
        if (cause instanceof StreamConstraintsException) {
            return "nested too deep, or a number or text too long";
        }
        if (cause instanceof InputCoercionException) {
            return "a number too large";
        }
        return cause instanceof StreamReadException ? "not JSON" : "not a valid value";
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "a valid value";
        }
        if (WHOLE.contains(type) || WHOLE_OBJECTS.contains(type)) {
            return "a whole number";
        }
        if (DECIMAL.contains(type)) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type == String.class ? "a text" : "an object";
    }
}
