package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What keeps the standalone jar from serving: one sentence that says what to do, and exit code 1. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartFailureIT {
    /** The one line that the start with {@code settings} ends with. */
    private static String complaint(Map<String, String> settings) throws IOException, InterruptedException {
        try (var server = ServerProcess.standalone(settings)) {
            var ended = server.ended(Duration.ofSeconds(30));
            assertEquals(1, ended.code(), ended::toString);
            assertEquals(List.of(), ended.printed());
            assertEquals(1, ended.complained().size(), ended::toString);
            return ended.complained().get(0);
        }
    }

    private static void assertSays(String complaint, String... parts) {
        for (var part : parts) {
            assertTrue(complaint.contains(part), () -> "'" + part + "' is missing in: " + complaint);
        }
    }

    @Test
    void a_port_that_is_taken_is_named_with_the_setting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            assertSays(complaint(Map.of("port", port)), port, "bascule.port");
        }
    }

    @Test
    void an_unknown_setting_is_named_with_the_one_that_was_meant() throws Exception {
        assertEquals(
                "Bascule cannot start: bascule.prot is not a setting; did you mean bascule.port? The README lists them all",
                complaint(Map.of("prot", "1")));
    }

    @Test
    void a_value_that_is_no_number_is_named_with_what_to_write() throws Exception {
        assertSays(complaint(Map.of("port", "http")), "bascule.port=http", "a number from 0 to 65535");
    }

    @Test
    void an_origin_without_a_scheme_is_named_with_what_to_write() throws Exception {
        assertSays(complaint(Map.of("origins", "example.com")), "bascule.origins=example.com", "https://example.com");
    }

    @Test
    void a_path_that_is_none_is_named_with_what_to_write() throws Exception {
        assertSays(complaint(Map.of("contextPath", "bascule")), "bascule.contextPath=bascule", "/bascule");
    }

    @Test
    void a_setting_for_an_endpoint_that_is_not_there_names_those_that_are() throws Exception {
        assertSays(complaint(Map.of("endpoint./ecko.idle", "5s")), "bascule.endpoint./ecko", "/echo, /portfolio");
    }

    @Test
    void a_host_that_is_not_of_this_machine_is_named_with_the_setting() throws Exception {
        assertSays(complaint(Map.of("host", "192.0.2.1")), "192.0.2.1", "bascule.host");
    }

    @Test
    void a_host_that_nobody_knows_is_named_with_the_setting() throws Exception {
        assertSays(complaint(Map.of("host", "nowhere.invalid")), "nowhere.invalid is no address", "bascule.host");
    }

    @Test
    void a_settings_file_that_is_missing_is_named() throws Exception {
        assertSays(complaint(Map.of("config", "/nowhere/at.all")), "bascule.config=/nowhere/at.all");
    }
}
