package io.bascule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of settings and code is what there is. */
class ReadmeTest {
    private static final Pattern SETTING = Pattern.compile("^\\| `bascule\\.[^|]*\\|([^|]*\\|){3}$", Pattern.MULTILINE);
    private static final Pattern EXAMPLE = Pattern.compile("```java\\n// (\\S+)\\n(.*?)```", Pattern.DOTALL);

    private final String readme = read(Path.of("README.md"));

    @Test
    void the_settings_table_lists_every_setting_with_its_default_unit_and_meaning() {
        var documented =
                SETTING.matcher(readme).results().map(row -> row.group()).toList();

        assertEquals(BasculeOptions.SETTINGS.stream().map(ReadmeTest::row).toList(), documented);
    }

    private static String row(Setting setting) {
        return "| `bascule." + setting.name() + "`" + (setting.perEndpoint() ? " ¹" : "") + " | "
                + (setting.byDefault().isEmpty() ? "(none)" : "`" + setting.byDefault() + "`") + " | " + setting.unit()
                + " | " + setting.meaning() + " |";
    }

    @Test
    void every_example_is_code_that_compiles() {
        var examples = EXAMPLE.matcher(readme).results().toList();

        assertFalse(examples.isEmpty());
        for (var example : examples) {
            var source = read(Path.of(example.group(1)));
            assertTrue(
                    words(source).contains(words(example.group(2))),
                    () -> "The README shows another " + example.group(1) + " than there is");
        }
    }

    /** The text without its layout, which the formatter owns. */
    private static String words(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new AssertionError(missing);
        }
    }
}
