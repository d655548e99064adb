package io.bascule.server.messaging;

import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a message holds; written by one thread, then read by others. */
final class StoredMessage {
    private static final Pattern CONDITION = Pattern.compile("(\\w+) (=|IN|NOT IN|IS NULL)(.*)");
    private static final Pattern AND = Pattern.compile(" AND ");
    private static final Pattern COMMA = Pattern.compile(", ");

    private final Map<String, Object> properties = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** How the API shows it. */
    final Message message;

    private StoredMessage(boolean bytes) {
        this.message = bytes ? Partly.as(BytesMessage.class, this) : Partly.as(Message.class, this);
    }

    static StoredMessage ofBytes() {
        return new StoredMessage(true);
    }

    static StoredMessage plain() {
        return new StoredMessage(false);
    }

    /** Whether a selector takes it: conditions with AND between them, of the four kinds that are used. */
    boolean matches(@Nullable String selector) {
        return selector == null || Stream.of(AND.split(selector)).allMatch(this::holds);
    }

    private boolean holds(String text) {
        var condition = CONDITION.matcher(text);
        if (!condition.matches()) {
            throw new AssertionError("the fake cannot read the selector " + text);
        }
        var value = properties.get(condition.group(1));
        var values = values(condition.group(3));
        return switch (condition.group(2)) {
            case "IS NULL" -> value == null;
            case "NOT IN" -> value != null && !values.contains(value);
            default -> value != null && values.contains(value);
        };
    }

    private static Set<String> values(String list) {
        return Stream.of(COMMA.split(list.strip().replaceAll("[()]", "")))
                .map(quoted -> quoted.replace("'", ""))
                .collect(Collectors.toSet());
    }

    byte[] bytes() {
        return body.toByteArray();
    }

    // What of the API is used.

    void setStringProperty(String name, String value) {
        properties.put(name, value);
    }

    void setLongProperty(String name, long value) {
        properties.put(name, value);
    }

    void setBooleanProperty(String name, boolean value) {
        properties.put(name, value);
    }

    @Nullable String getStringProperty(String name) {
        return (String) properties.get(name);
    }

    long getLongProperty(String name) {
        return (Long) Objects.requireNonNull(properties.get(name));
    }

    void writeBytes(byte[] bytes) {
        body.writeBytes(bytes);
    }

    long getBodyLength() {
        return body.size();
    }

    int readBytes(byte[] into) {
        System.arraycopy(body.toByteArray(), 0, into, 0, into.length);
        return into.length;
    }
}
