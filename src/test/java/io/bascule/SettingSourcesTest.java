package io.bascule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingSourcesTest {
    @TempDir
    Path folder;

    private final Properties system = new Properties();

    private Path file(String... lines) {
        try {
            return Files.write(folder.resolve("bascule.properties"), List.of(lines));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private int port(Map<String, String> environment, Map<String, String> weakest) {
        return SettingSources.collect(system, environment, weakest).port();
    }

    private String refusal(Map<String, String> environment) {
        return String.valueOf(assertThrows(BadSetting.class, () -> port(environment, Map.of()))
                .getMessage());
    }

    @Test
    void without_any_source_the_defaults_hold() {
        assertEquals(8080, port(Map.of(), Map.of()));
    }

    @Test
    void the_strongest_source_wins() {
        var environment =
                Map.of("BASCULE_PORT", "3", "BASCULE_CONFIG", file("port=2").toString());
        var application = Map.of("port", "1");
        system.setProperty("bascule.port", "4");
        assertEquals(4, port(environment, application));
        system.clear();
        assertEquals(3, port(environment, application));
        assertEquals(2, port(Map.of("BASCULE_CONFIG", environment.get("BASCULE_CONFIG")), application));
        assertEquals(1, port(Map.of(), application));
    }

    @Test
    void the_file_that_a_system_property_names_is_read_and_not_the_other() {
        system.setProperty("bascule.config", file("port=2").toString());
        assertEquals(2, port(Map.of("BASCULE_CONFIG", "/nowhere"), Map.of()));
    }

    @Test
    void variables_have_underscores_and_capitals() {
        var options = SettingSources.collect(
                system,
                Map.of("BASCULE_MESSAGE_BYTES", "1KiB", "BASCULE_FIRSTMESSAGE", "5s", "PATH", "/bin"),
                Map.of());
        assertEquals(1_024, options.limits("").messageBytes());
        assertEquals(5, options.limits("").firstMessage().toSeconds());
    }

    @Test
    void a_variable_that_is_no_setting_is_refused() {
        assertEquals(
                "bascule.message.byte is not a setting; did you mean bascule.message.bytes? The README lists them all",
                refusal(Map.of("BASCULE_MESSAGE_BYTE", "1")));
    }

    @Test
    void a_system_property_that_is_no_setting_is_refused() {
        system.setProperty("bascule.prot", "1");
        assertEquals(
                "bascule.prot is not a setting; did you mean bascule.port? The README lists them all",
                refusal(Map.of()));
    }

    @Test
    void other_system_properties_are_none_of_ours() {
        system.setProperty("basculet.port", "1");
        system.setProperty("java.io.tmpdir", "/tmp");
        assertEquals(8080, port(Map.of(), Map.of()));
    }

    @Test
    void names_in_a_file_may_have_the_prefix() {
        assertEquals(2, port(Map.of("BASCULE_CONFIG", file("bascule.port = 2").toString()), Map.of()));
    }

    @Test
    void a_file_is_read_as_utf_8() {
        var name = file("# größer", "endpoint./größe.idle=5s").toString();
        var options = SettingSources.collect(system, Map.of("BASCULE_CONFIG", name), Map.of());
        assertEquals(5, options.limits("/größe").idle().toSeconds());
    }

    @Test
    void a_bad_value_in_a_file_is_refused() {
        assertEquals(
                "bascule.port=x cannot be used: it is not a number; write a number from 0 to 65535",
                refusal(Map.of("BASCULE_CONFIG", file("port=x").toString())));
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        assertEquals(
                "bascule.config=/nowhere/x.properties cannot be read: there is no such file; name a properties file with"
                        + " lines such as port=8080",
                refusal(Map.of("BASCULE_CONFIG", "/nowhere/x.properties")));
    }

    @Test
    void a_folder_is_no_file() {
        assertEquals(
                "bascule.config=" + folder
                        + " cannot be read: Is a directory; name a properties file with lines such as" + " port=8080",
                refusal(Map.of("BASCULE_CONFIG", folder.toString())));
    }

    @Test
    void a_file_that_is_not_utf_8_is_refused() throws IOException {
        var latin = Files.write(folder.resolve("latin"), "# größer".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                "bascule.config=" + latin
                        + " cannot be read: it is not UTF-8; name a properties file with lines such as" + " port=8080",
                refusal(Map.of("BASCULE_CONFIG", latin.toString())));
    }

    @Test
    void a_file_that_is_no_properties_file_is_refused() {
        var name = file("port=\\u00zz").toString();
        assertEquals(
                "bascule.config=" + name + " cannot be read: Malformed \\uxxxx encoding.; name a properties file with"
                        + " lines such as port=8080",
                refusal(Map.of("BASCULE_CONFIG", name)));
    }
}
