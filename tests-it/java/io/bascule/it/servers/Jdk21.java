package io.bascule.it.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK of 21 or later, which GlassFish 8 needs while the build runs on 17. */
final class Jdk21 {
    private static final String SETTING = "BASCULE_JDK21";
    private static final Path DEBIAN = Path.of("/usr/lib/jvm");
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d{1,4})");

    private Jdk21() {}

    /**
     * The one that the environment variable {@code BASCULE_JDK21} names, else that of {@code JAVA_HOME}, else the newest
     * where Debian keeps its JDKs; empty when none of them is new enough.
     *
     * @throws IllegalArgumentException when what the variable names is not one
     */
    static Optional<Path> home() {
        var named = System.getenv(SETTING);
        if (named != null) {
            return Optional.of(Path.of(named)).filter(Jdk21::isOne).or(() -> {
                throw new IllegalArgumentException(SETTING + ": '" + named
                        + "' is no JDK of 21 or later; name the folder" + " that has its bin and its release");
            });
        }
        return Stream.ofNullable(System.getenv("JAVA_HOME"))
                .map(Path::of)
                .filter(Jdk21::isOne)
                .findFirst()
                .or(Jdk21::ofDebian);
    }

    private static Optional<Path> ofDebian() {
        try (var installed = Files.list(DEBIAN)) {
            return installed.filter(Jdk21::isOne).max(Comparator.comparing(Jdk21::version));
        } catch (IOException noneInstalled) {
            return Optional.empty();
        }
    }

    private static boolean isOne(Path home) {
        return version(home) >= 21 && Files.isExecutable(home.resolve("bin/javac"));
    }

    /** As the file {@code release} has it; 0 where there is none. */
    private static int version(Path home) {
        var release = home.resolve("release");
        if (!Files.isRegularFile(release)) {
            return 0;
        }
        try {
            var match = VERSION.matcher(Files.readString(release));
            return match.find() ? Integer.parseInt(match.group(1)) : 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
