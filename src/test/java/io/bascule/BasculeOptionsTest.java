package io.bascule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.BrokerLimits;
import io.bascule.connection.ConnectionLimits;
import io.bascule.handshake.OriginPolicy;
import io.bascule.handshake.Subprotocols;
import io.bascule.stomp.StompOptions;
import io.bascule.stomp.frame.FrameLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasculeOptionsTest {
    private static BasculeOptions of(String name, String value) {
        return BasculeOptions.of(Map.of(name, value));
    }

    private static String refusal(String name, String value) {
        return String.valueOf(
                assertThrows(BadSetting.class, () -> of(name, value)).getMessage());
    }

    @Test
    void the_defaults_are_those_of_the_list() {
        var options = BasculeOptions.defaults();
        assertEquals("127.0.0.1", options.host());
        assertEquals(8080, options.port());
        assertEquals("/bascule", options.contextPath());
        assertEquals(
                new ConnectionLimits(
                        65_536,
                        64,
                        262_144,
                        524_288,
                        1_000,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30)),
                options.limits(""));
        assertEquals(
                new OriginPolicy.SameOrigin(), HandshakeSettings.at(options, "").origins());
        assertEquals(
                Subprotocols.Order.CLIENT, HandshakeSettings.at(options, "").subprotocolsOrder());
        assertEquals(Duration.ofSeconds(3), options.shutdownWindow());
    }

    @ParameterizedTest
    @CsvSource({
        "prot, bascule.prot is not a setting; did you mean bascule.port? The README lists them all",
        "Idle, bascule.Idle is not a setting; did you mean bascule.idle? The README lists them all",
        "message.byte, bascule.message.byte is not a setting; did you mean bascule.message.bytes? The README lists them all",
        "'', bascule. is not a setting; did you mean bascule.dev? The README lists them all",
        "endpoint./echo.idel,"
                + " bascule.endpoint./echo.idel is not a setting; did you mean bascule.endpoint./echo.idle?"
                + " The README lists them all",
        "endpoint./v1.0/echo.message.byte,"
                + " bascule.endpoint./v1.0/echo.message.byte is not a setting; did you mean"
                + " bascule.endpoint./v1.0/echo.message.bytes? The README lists them all",
        "endpoint.echo.idle,"
                + " bascule.endpoint.echo.idle is not a setting; did you mean bascule.endpoint./echo.idle?"
                + " The README lists them all",
        "endpoint./echo,"
                + " bascule.endpoint./echo is not a setting; did you mean bascule.endpoint./echo.idle?"
                + " The README lists them all",
    })
    void an_unknown_name_is_refused_with_the_nearest_one(String name, String expected) {
        assertEquals(expected, refusal(name, "x"));
    }

    @Test
    void a_setting_of_the_whole_server_cannot_be_set_for_one_endpoint() {
        assertTrue(refusal("endpoint./echo.port", "1").startsWith("bascule.endpoint./echo.port is not a setting;"));
    }

    @ParameterizedTest
    @CsvSource({
        "port, eighty, 'bascule.port=eighty cannot be used: it is not a number; write a number from 0 to 65535'",
        "port, 65536, 'bascule.port=65536 cannot be used: it is out of range; write a number from 0 to 65535'",
        "port, -1, 'bascule.port=-1 cannot be used: it is out of range; write a number from 0 to 65535'",
        "port, '', 'bascule.port= cannot be used: it is not a number; write a number from 0 to 65535'",
        "host, ' ', 'bascule.host=  cannot be used: it is empty; write an address such as 127.0.0.1'",
        "dev, yes, 'bascule.dev=yes cannot be used: it is neither; write true or false'",
        "outbox.messages, 0,"
                + " 'bascule.outbox.messages=0 cannot be used: it is out of range; write a number from 1 to 1000000'",
        "connections, 0,"
                + " 'bascule.connections=0 cannot be used: it is out of range; write a number from 1 to 10000000'",
        "connections.perAddress, 0,"
                + " 'bascule.connections.perAddress=0 cannot be used: it is out of range; write none, or a number from 1 to"
                + " 10000000'",
        "connections.perUser, many,"
                + " 'bascule.connections.perUser=many cannot be used: it is not a number; write none, or a number from 1 to"
                + " 10000000'",
        "handlers.threads, 0,"
                + " 'bascule.handlers.threads=0 cannot be used: it is out of range; write auto, or a number from 1 to 10000'",
        "shutdown.window, 5s,"
                + " 'bascule.shutdown.window=5s cannot be used: it is out of range; write a time up to 4s such as 500ms or"
                + " 3s, or 0'",
        "secret, 0123456789abcdef0123456789abcde,"
                + " 'bascule.secret=… cannot be used: it has 31 characters, and fewer than 32 can be guessed;"
                + " write what \'\'openssl rand -hex 32\'\' prints'",
        "portfolio.database, mysql,"
                + " 'bascule.portfolio.database=mysql cannot be used: it is no database; write memory, file:/a/folder,"
                + " jdbc:postgresql://host/name, or a name java:…'",
        "portfolio.speed, NaN,"
                + " 'bascule.portfolio.speed=NaN cannot be used: it is out of range; write a number from 0.1 to 3600'",
        "portfolio.speed, 3601,"
                + " 'bascule.portfolio.speed=3601 cannot be used: it is out of range; write a number from 0.1 to 3600'",
        "portfolio.speed, fast,"
                + " 'bascule.portfolio.speed=fast cannot be used: it is not a number; write a number from 0.1 to 3600'",
    })
    void a_bad_value_is_refused_with_what_to_write(String name, String value, String expected) {
        assertEquals(expected, refusal(name, value));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "65536, 65536", "64KiB, 65536", "4MiB, 4194304", "1024MiB, 1073741824", "1073741824, 1073741824"
    })
    void bytes_have_units(String value, int bytes) {
        assertEquals(bytes, of("message.bytes", value).limits("").messageBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1025MiB",
                "1073741825",
                "2097152KiB",
                "999999999MiB",
                "9000000000000MiB",
                "99999999999999999999"
            })
    void bytes_out_of_range_are_refused(String value) {
        assertEquals(
                "bascule.outbox.bytes=" + value
                        + " cannot be used: it is out of range; write bytes such as 65536, 64KiB"
                        + " or 4MiB, at most 1024MiB",
                refusal("outbox.bytes", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"64 KiB", "64kb", "64K", "-1", "1.5MiB", "many", "", "٣"})
    void what_is_no_number_of_bytes_is_refused(String value) {
        assertEquals(
                "bascule.message.bytes=" + value + " cannot be used: it is not a number of bytes; write bytes such as"
                        + " 65536, 64KiB or 4MiB, at most 1024MiB",
                refusal("message.bytes", value));
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "8760h, PT8760H", "0, PT0S", "0s, PT0S"})
    void times_have_units(String value, Duration time) {
        assertEquals(time, of("idle", value).limits("").idle());
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "30 s", "1d", "-1s", "1.5s", "PT30S", ""})
    void what_is_no_time_is_refused(String value) {
        assertEquals(
                "bascule.idle=" + value + " cannot be used: it is not a time; write a time such as 500ms, 30s or 5m, or"
                        + " 0",
                refusal("idle", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8761h", "999999999h", "99999999999999999999s"})
    void a_time_of_more_than_a_year_is_refused(String value) {
        assertEquals(
                "bascule.send.deadline=" + value
                        + " cannot be used: it is out of range; write a time such as 500ms, 30s" + " or 5m",
                refusal("send.deadline", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"send.deadline", "firstMessage", "http.request", "http.idle"})
    void a_time_that_ends_everything_at_once_is_refused(String name) {
        assertEquals(
                "bascule." + name + "=0s cannot be used: it is out of range; write a time such as 500ms, 30s or 5m",
                refusal(name, "0s"));
    }

    @ParameterizedTest
    @CsvSource({"/, ''", "/bascule, /bascule", "/a/b, /a/b", "/a/, /a", "/a.b_c-d, /a.b_c-d"})
    void the_context_path_has_no_slash_at_its_end(String value, String path) {
        assertEquals(path, of("contextPath", value).contextPath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bascule", "//", "/a//b", "/a b", "/a;b", "/%61", "", "/..", "/a/./b", "/~a"})
    void a_context_path_that_is_not_plain_is_refused(String value) {
        assertEquals(
                "bascule.contextPath=" + value
                        + " cannot be used: it is not a plain path; write a path such as /bascule," + " or /",
                refusal("contextPath", value));
    }

    @Test
    void an_endpoint_may_have_settings_of_its_own() {
        var options = BasculeOptions.of(
                Map.of("message.bytes", "1KiB", "endpoint./raw.message.bytes", "17MiB", "endpoint./v1.0/x.idle", "0"));
        assertEquals(17 << 20, options.limits("/raw").messageBytes());
        assertEquals(1_024, options.limits("/echo").messageBytes());
        assertEquals(Duration.ZERO, options.limits("/v1.0/x").idle());
        assertTrue(options.isSetFor("/raw", "message.bytes"));
        assertFalse(options.isSetFor("/echo", "message.bytes"));
    }

    @Test
    void a_bad_value_for_one_endpoint_names_it() {
        assertEquals(
                "bascule.endpoint./raw.idle=soon cannot be used: it is not a time; write a time such as 500ms, 30s or 5m,"
                        + " or 0",
                refusal("endpoint./raw.idle", "soon"));
    }

    @Test
    void of_two_settings_that_begin_alike_the_right_one_is_read() {
        var options = BasculeOptions.of(Map.of("endpoint./x.origins.credentials", "true", "endpoint./x.origins", "*"));
        assertTrue(HandshakeSettings.at(options, "/x").originsCredentials());
        assertEquals(
                new OriginPolicy.AnyOrigin(),
                HandshakeSettings.at(options, "/x").origins());
    }

    @Test
    void what_waits_inbound_has_room_for_the_largest_message() {
        assertEquals(4 << 20, of("message.bytes", "4MiB").limits("").inboundBytes());
    }

    @Test
    void blanks_around_a_value_do_not_count() {
        assertEquals(8081, of("port", " 8081 ").port());
    }

    @Test
    void a_pattern_to_conflate_that_no_destination_is_like_stops_the_start() {
        assertEquals(
                "bascule.conflate./tpoic/price.*=destination cannot be used: there is no destination like '/tpoic/price.*';"
                        + " they begin with /topic/, /queue/, /user/, /app/, /temp-queue/ or /reply-queue/; write it as in"
                        + " conflate./topic/price.**=destination, or with =header:name",
                refusal("conflate./tpoic/price.*", "destination"));
    }

    @Test
    void what_is_no_key_stops_the_start() {
        assertEquals(
                "bascule.endpoint./chat.conflate./topic/a=body cannot be used: it is no key; write it as in"
                        + " conflate./topic/price.**=destination, or with =header:name",
                refusal("endpoint./chat.conflate./topic/a", "body"));
    }

    @Test
    void the_broker_keeps_what_the_standard_says_where_nothing_is_set() {
        assertEquals(BrokerLimits.STANDARD, BasculeOptions.defaults().broker());
    }

    @Test
    void a_history_is_a_number_of_messages_or_the_last_of_each_value_of_a_header() {
        var broker = BasculeOptions.of(Map.of(
                        "history./topic/chat.**", "100",
                        "history./topic/price.*", "header:ticker"))
                .broker();
        assertEquals(
                List.of(new BrokerLimits.Retention.Last(100), new BrokerLimits.Retention.LastOfEach("ticker")),
                broker.histories().stream().map(BrokerLimits.History::retention).toList());
        assertEquals(
                List.of("/topic/chat.**", "/topic/price.*"),
                broker.histories().stream().map(one -> one.topics().toString()).toList());
    }

    @Test
    void a_history_that_cannot_be_kept_stops_the_start() {
        var written = "; write it as in history./topic/chat.**=100, or with =header:name";
        assertEquals(
                "bascule.history./queue/a=5 cannot be used: only topics and what is for users have a history" + written,
                refusal("history./queue/a", "5"));
        assertEquals(
                "bascule.history./topic//a=5 cannot be used: '/topic//a' has an empty segment" + written,
                refusal("history./topic//a", "5"));
        assertEquals(
                "bascule.history./topic/a=all cannot be used: it is not a number" + written,
                refusal("history./topic/a", "all"));
        assertEquals(
                "bascule.history./topic/a=header: cannot be used: it names no header" + written,
                refusal("history./topic/a", "header:"));
    }

    @Test
    void histories_are_the_brokers_and_no_endpoints() {
        var refused = refusal("endpoint./chat.history./topic/a", "5");
        assertTrue(refused.startsWith("bascule.endpoint./chat.history./topic/a is not a setting"), refused);
    }

    @Test
    void dead_letters_go_to_a_queue() {
        assertEquals(
                "/queue/dead", of("queue.deadLetters", "/queue/dead").broker().deadLetters());
        var written = "; write a queue such as /queue/dead-letters";
        assertEquals(
                "bascule.queue.deadLetters=/topic/dead cannot be used: it is no queue" + written,
                refusal("queue.deadLetters", "/topic/dead"));
        assertEquals(
                "bascule.queue.deadLetters=/queue/* cannot be used: it is no queue" + written,
                refusal("queue.deadLetters", "/queue/*"));
    }

    @Test
    void every_bound_of_the_broker_can_be_set() {
        var broker = BasculeOptions.of(Map.ofEntries(
                        Map.entry("destinations", "1"),
                        Map.entry("queue.messages", "2"),
                        Map.entry("queue.bytes", "3"),
                        Map.entry("queues.bytes", "4"),
                        Map.entry("queue.redeliveries", "0"),
                        Map.entry("queue.prefetch", "6"),
                        Map.entry("queue.prefetch.most", "7"),
                        Map.entry("unacknowledged.bytes", "8"),
                        Map.entry("queue.temporary", "9"),
                        Map.entry("history.bytes", "10")))
                .broker();
        assertEquals(new BrokerLimits(1, 2, 3, 4, 0, "/queue/dead-letters", 6, 7, 8, 9, 10, List.of()), broker);
    }

    @Test
    void nobody_is_given_more_than_may_be_unacknowledged() {
        assertEquals(
                "bascule.queue.prefetch=100 cannot be used: it is out of range; write a number from 1 to 50",
                refusal("queue.prefetch.most", "50"));
        assertEquals(
                "bascule.stomp.unacknowledged=99 cannot be used: it is out of range; write a number from 100 to"
                        + " 1000000",
                refusal("stomp.unacknowledged", "99"));
        of("stomp.unacknowledged", "100");
    }

    @Test
    void conflate_without_a_pattern_is_unknown() {
        assertEquals(
                "bascule.conflate.prices is not a setting; did you mean bascule.conflate.<pattern>? The README lists them"
                        + " all",
                refusal("conflate.prices", "destination"));
    }

    @Test
    void an_unknown_policy_stops_the_start() {
        assertEquals(
                "bascule.overflow=close,/topic/a=drop cannot be used: 'drop' is no policy; write close, drop-oldest or"
                        + " drop-newest, for some also as /topic/chat.**=drop-oldest",
                refusal("overflow", "close,/topic/a=drop"));
    }

    @Test
    void an_endpoint_with_patterns_of_its_own_has_to_be_there() {
        var options = of("endpoint./chat.conflate./topic/a.b", "header:id");
        options.checkEndpoints(List.of("/chat"));
        var failure = assertThrows(BadSetting.class, () -> options.checkEndpoints(List.of("/echo")));
        assertEquals("bascule.endpoint./chat sets what is not there: the endpoints are /echo", failure.getMessage());
    }

    @Test
    void without_settings_stomp_is_spoken_as_its_standard_has_it() {
        assertEquals(StompOptions.STANDARD, BasculeOptions.defaults().stomp(""));
    }

    @Test
    void the_limits_of_stomp_are_settings_each_for_one_endpoint_too() {
        var given = new HashMap<String, String>();
        var names = List.of(
                "command.bytes",
                "headers",
                "header.bytes",
                "headers.bytes",
                "body.bytes",
                "subscriptions",
                "destinations",
                "unacknowledged",
                "transactions",
                "transaction.frames",
                "transaction.bytes");
        for (int i = 0; i < names.size(); i++) {
            given.put("endpoint./chat.stomp." + names.get(i), Integer.toString(101 + i));
        }
        var stomp = BasculeOptions.of(given).stomp("/chat");
        assertEquals(new FrameLimits(101, 102, 103, 104, 105), stomp.frames());
        assertEquals(new StompOptions.Limits(106, 107, 108, 109, 110, 111, 64, 262_144), stomp.limits());
    }

    @Test
    void weaker_settings_fill_in_what_is_silent() {
        var options = of("port", "1").orElse(Map.of("port", "2", "host", "::1"));
        assertEquals(1, options.port());
        assertEquals("::1", options.host());
        assertFalse(of("port", "1").isSet("host"));
    }

    @Test
    void every_default_can_be_written_as_a_setting() {
        BasculeOptions.SETTINGS.stream()
                .filter(setting -> !setting.name().endsWith("<pattern>"))
                .forEach(setting -> of(setting.name(), setting.byDefault()));
    }
}
