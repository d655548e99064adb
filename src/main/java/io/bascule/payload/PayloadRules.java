package io.bascule.payload;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a payload that was read must be beyond its type: the constraints in the annotations of its class (Jakarta
 * Validation). Any thread.
 */
public interface PayloadRules extends AutoCloseable {
    /** No rules; whoever has written some down hears once that they are not looked at. */
    PayloadRules NONE = new PayloadRules() {
        private static final Logger LOG = System.getLogger(PayloadRules.class.getName());
        private static final String ANNOTATIONS = "Ljakarta/validation/";

        @Override
        public void prepare(Class<?> type) {
            if (mentions(type, ANNOTATIONS)) {
                LOG.log(
                        Level.WARNING,
                        "The constraints of " + type.getName() + " are not looked at: nothing here implements Jakarta"
                                + " Validation; add hibernate-validator, or check in the method");
            }
        }

        @Override
        public Optional<String> broken(Object payload) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    };

    /** Told of every type of payload when the application starts. */
    void prepare(Class<?> type);

    /** What the payload breaks, in words for the client that sent it; empty when it is as it must be. */
    Optional<String> broken(Object payload);

    @Override
    void close();

    /** The rules as the server or the application implements them, {@link #NONE} where neither does. */
    static PayloadRules found() {
        try {
            return new BeanValidation();
        } catch (LinkageError | RuntimeException none) { // no API, no implementation, or one that does not start
            System.getLogger(PayloadRules.class.getName())
                    .log(Level.DEBUG, () -> "There is no Jakarta Validation: " + none);
            return NONE;
        }
    }

    /**
     * Whether the class file of {@code type} has {@code descriptor} in it. The JVM shows no annotation whose class it
     * cannot find, and that is the very case in which we want to know.
     */
    private static boolean mentions(Class<?> type, String descriptor) {
        try (InputStream file = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return file != null && new String(file.readAllBytes(), StandardCharsets.ISO_8859_1).contains(descriptor);
        } catch (IOException unknown) {
            return false;
        }
    }
}
