package io.bascule;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A class of the application that a setting or an annotation names. */
record NamedClass(String name) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

    /** How the classes are written, for whoever has written something else. */
    static final String EXPECTED = "the full name of a public class of the application, such as com.example.Tokens";

    NamedClass {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of a class");
        }
    }

    /**
     * Reads names with commas between them.
     *
     * @throws IllegalArgumentException if one of them cannot be the name of a class
     */
    static List<NamedClass> parse(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(NamedClass::new)
                .toList();
    }

    /**
     * The class.
     *
     * @throws IllegalArgumentException if the application has no such class, or it is no {@code kind}
     */
    <T> Class<? extends T> load(Class<T> kind, ClassLoader application) {
        Class<?> found;
        try {
            found = Class.forName(name, false, application);
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new IllegalArgumentException("the application has no class " + name, missing);
        }
        if (!kind.isAssignableFrom(found)) {
            throw new IllegalArgumentException(
                    name + " does not implement " + kind.getName().replace('$', '.'));
        }
        return found.asSubclass(kind);
    }

    /**
     * Makes an object of the class.
     *
     * @throws IllegalArgumentException if it cannot be made; the cause says why
     */
    static <T> T made(Class<? extends T> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError unusable) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be made: it has to be a public class with a public constructor that takes"
                            + " nothing and throws nothing",
                    unusable);
        }
    }
}
