package io.bascule.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.bascule.broker.BrokerMessage;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.temporal.TemporalAccessor;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How payloads become messages and messages become payloads: {@code String} and {@code byte[]} as they are, all else as
 * JSON. Decimals are written as plain numbers, dates and times of {@code java.time} as ISO text. Any thread.
 */
public final class Json {
    private static final Map<String, String> HEADERS = Map.of("content-type", "application/json");
    private static final int NESTING = 64;

    /** Reads one type of payload. */
    @FunctionalInterface
    public interface Reader {
        /** @throws PayloadUnreadable if the message holds no such payload, or one that breaks a rule */
        Object read(BrokerMessage message) throws PayloadUnreadable;
    }

    private final ObjectMapper mapper;
    private final PayloadRules rules;

    /**
     * JSON as {@code mapper} reads and writes it.
     *
     * @param mapper is copied; what it knows beside what is said above stays
     * @param rules for what was read
     */
    public Json(ObjectMapper mapper, PayloadRules rules) {
        this.rules = rules;
        this.mapper = mapper.copy()
                .configure(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN.mappedFeature(), true)
                .registerModule(
                        new SimpleModule("bascule").addSerializer(TemporalAccessor.class, ToStringSerializer.instance))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        restrict(this.mapper.getFactory());
    }

    private static void restrict(JsonFactory factory) {
        factory.setStreamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(NESTING).build());
    }

    /**
     * A message that carries {@code payload}.
     *
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    public BrokerMessage message(String id, String destination, Object payload) {
        if (payload instanceof String text) {
            return BrokerMessage.text(id, destination, Map.of(), text);
        }
        if (payload instanceof byte[] bytes) {
            return BrokerMessage.of(id, destination, Map.of(), bytes.clone(), false);
        }
        return BrokerMessage.of(id, destination, HEADERS, written(payload), true);
    }

    private byte[] written(Object payload) {
        try {
            return mapper.writeValueAsBytes(payload);
        } catch (JsonProcessingException unwritable) {
            var type = payload.getClass().getName();
            throw new IllegalArgumentException(
                    "A " + type + " cannot be written as JSON: " + unwritable.getOriginalMessage(), unwritable);
        }
    }

    /**
     * What reads payloads of a type.
     *
     * @throws IllegalArgumentException if JSON cannot be read into it
     */
    public Reader reader(Type type) {
        if (type == String.class) {
            return BrokerMessage::text;
        }
        if (type == byte[].class) {
            return message -> message.body().clone();
        }
        var constructed = mapper.constructType(type);
        var reader = mapper.readerFor(constructed);
        tryOut(reader, type);
        rules.prepare((constructed.isContainerType() ? constructed.getContentType() : constructed).getRawClass());
        return message -> read(reader, message.body());
    }

    /**
     * A word of a client, for instance a segment of a destination, as a value of a type.
     *
     * @param where names the word in what the client is told
     */
    public Object word(String where, String word, Class<?> type) throws PayloadUnreadable {
        try {
            return mapper.convertValue(word, type);
        } catch (IllegalArgumentException unfitting) {
            throw Misfit.word(where, type);
        }
    }

    private static void tryOut(ObjectReader reader, Type type) {
        try {
            reader.readValue("{}");
        } catch (InvalidDefinitionException unreadable) {
            throw new IllegalArgumentException(
                    "JSON cannot be read into " + type.getTypeName() + ": " + unreadable.getOriginalMessage(),
                    unreadable);
        } catch (JsonProcessingException expected) {
            // "{}" need not be a payload that fits; that it was tried to fill one is all that counts.
        }
    }

    private Object read(ObjectReader reader, byte[] body) throws PayloadUnreadable {
        var payload = parsed(reader, body);
        var broken = rules.broken(payload);
        if (broken.isPresent()) {
            throw new PayloadUnreadable(broken.get(), texts(reader, body));
        }
        return payload;
    }

    private static Object parsed(ObjectReader reader, byte[] body) throws PayloadUnreadable {
        try (var parser = reader.createParser(body)) {
            Object payload = reader.readValue(parser);
            if (payload == null) {
                throw Misfit.nothing(reader.getValueType().getRawClass());
            }
            if (parser.nextToken() != null) {
                throw new PayloadUnreadable("payload: more than one JSON value", texts(reader, body));
            }
            return payload;
        } catch (InvalidDefinitionException ours) {
            throw new IllegalStateException("Payloads cannot be read: " + ours.getOriginalMessage(), ours);
        } catch (IOException theirs) {
            throw Misfit.in(theirs, texts(reader, body));
        }
    }

    private static Map<String, String> texts(ObjectReader reader, byte[] body) {
        try {
            return reader.readTree(body).properties().stream()
                    .filter(field -> field.getValue().isTextual())
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, field -> field.getValue().textValue()));
        } catch (IOException notJson) {
            return Map.of();
        }
    }
}
