package io.bascule;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Collects the settings from where operators write them, the strongest first: system properties {@code bascule.*},
 * environment variables {@code BASCULE_*} ({@code BASCULE_MESSAGE_BYTES} for {@code message.bytes}), the properties file
 * that {@code bascule.config} names, the application's own.
 */
public final class SettingSources {
    private static final String PREFIX = "bascule.";
    private static final String CONFIG = "config";

    private SettingSources() {}

    /**
     * The settings of this process.
     *
     * @param weakest the application's own, by name without prefix
     * @throws BadSetting if one is unknown or cannot be read, or the file cannot
     */
    public static BasculeOptions load(Map<String, String> weakest) {
        return collect(System.getProperties(), System.getenv(), weakest);
    }

    static BasculeOptions collect(Properties system, Map<String, String> environment, Map<String, String> weakest) {
        var fromSystem = new HashMap<String, String>();
        system.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> fromSystem.put(name.substring(PREFIX.length()), system.getProperty(name)));
        var fromEnvironment = new HashMap<String, String>();
        environment.forEach(
                (name, value) -> fromVariable(name).ifPresent(setting -> fromEnvironment.put(setting, value)));

        var file = Optional.ofNullable(fromSystem.remove(CONFIG))
                .or(() -> Optional.ofNullable(fromEnvironment.get(CONFIG)));
        fromEnvironment.remove(CONFIG);
        var all = new HashMap<>(weakest);
        file.ifPresent(name -> all.putAll(fromFile(name)));
        all.putAll(fromEnvironment);
        all.putAll(fromSystem);
        return BasculeOptions.of(all);
    }

    /** Variables have no dots and no lower case; one that fits no setting is taken as written, to be refused. */
    private static Optional<String> fromVariable(String variable) {
        if (!variable.startsWith("BASCULE_")) {
            return Optional.empty();
        }
        var rest = variable.substring("BASCULE_".length());
        if (rest.equals("CONFIG")) {
            return Optional.of(CONFIG);
        }
        return BasculeOptions.SETTINGS.stream()
                .map(Setting::name)
                .filter(name -> name.replace('.', '_').toUpperCase(Locale.ROOT).equals(rest))
                .findFirst()
                .or(() -> Optional.of(rest.replace('_', '.').toLowerCase(Locale.ROOT)));
    }

    private static Map<String, String> fromFile(String name) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(name))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw BadSetting.unreadable(name, why(unreadable));
        }
        var settings = new HashMap<String, String>();
        properties
                .stringPropertyNames()
                .forEach(key -> settings.put(
                        key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key, properties.getProperty(key)));
        return settings;
    }

    /** The messages of some of these hold the name of the file and nothing else. */
    static String why(Exception unreadable) {
        if (unreadable instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (unreadable instanceof AccessDeniedException) {
            return "access is denied";
        }
        return unreadable instanceof CharacterCodingException
                ? "it is not UTF-8"
                : String.valueOf(unreadable.getMessage());
    }
}
