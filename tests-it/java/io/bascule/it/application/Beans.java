package io.bascule.it.application;

import jakarta.enterprise.inject.spi.CDI;

/** What CDI has, for those that must not need its classes. */
public final class Beans {
    private Beans() {}

    /** The word of the bean; {@code none} where there is no CDI. */
    public static String greeting() {
        try {
            return CDI.current().select(Greeting.class).get().word();
        } catch (IllegalStateException | LinkageError none) {
            return "none";
        }
    }
}
