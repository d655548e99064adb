package io.bascule.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginAttemptsTest {
    private static final Optional<Duration> NOW = Optional.empty();

    private final ManualTime time = new ManualTime();
    private final LoginAttempts attempts = new LoginAttempts(time);

    @Test
    void ten_attempts_of_one_address_may_go_on() {
        for (var number = 0; number < 10; number++) {
            assertEquals(NOW, attempts.begin("192.0.2.1", "user " + number));
        }
    }

    @Test
    void the_eleventh_attempt_of_one_address_waits_for_the_first_to_be_a_minute_old() {
        begin(1, "192.0.2.1", "somebody");
        time.advance(Duration.ofSeconds(20));
        begin(9, "192.0.2.1", "somebody else");
        assertEquals(Optional.of(Duration.ofSeconds(40)), attempts.begin("192.0.2.1", "fabrice"));
    }

    @Test
    void the_eleventh_attempt_for_one_name_waits_from_any_address() {
        for (var number = 0; number < 10; number++) {
            attempts.begin("192.0.2." + number, "fabrice");
        }
        assertEquals(Optional.of(Duration.ofMinutes(1)), attempts.begin("198.51.100.1", "fabrice"));
    }

    @Test
    void names_that_are_the_same_for_64_characters_count_as_one() {
        var name = "x".repeat(64);
        begin(10, "192.0.2.1", name + "1");
        assertEquals(Optional.of(Duration.ofMinutes(1)), attempts.begin("192.0.2.2", name + "2"));
    }

    @Test
    void other_addresses_and_names_need_not_wait() {
        begin(10, "192.0.2.1", "fabrice");
        assertEquals(NOW, attempts.begin("192.0.2.2", "paulson"));
    }

    @Test
    void the_window_slides_attempt_by_attempt() {
        for (var number = 0; number < 10; number++) {
            attempts.begin("192.0.2.1", "fabrice");
            time.advance(Duration.ofSeconds(6));
        }
        assertEquals(NOW, attempts.begin("192.0.2.1", "fabrice"));
        assertEquals(Optional.of(Duration.ofSeconds(6)), attempts.begin("192.0.2.1", "fabrice"));
    }

    @Test
    void an_attempt_that_had_to_wait_does_not_count() {
        begin(30, "192.0.2.1", "fabrice");
        time.advance(Duration.ofMinutes(1));
        assertEquals(NOW, attempts.begin("192.0.2.1", "fabrice"));
    }

    @Test
    void an_attempt_taken_back_does_not_count() {
        for (var number = 0; number < 20; number++) {
            assertEquals(NOW, attempts.begin("192.0.2.1", "fabrice"));
            attempts.takeBack("192.0.2.1", "fabrice");
        }
    }

    @Test
    void of_more_than_ten_thousand_the_one_longest_not_tried_is_forgotten() {
        begin(10, "192.0.2.1", "fabrice");
        for (var number = 0; number < 5000; number++) {
            attempts.begin("address " + number, "name " + number);
        }
        assertEquals(NOW, attempts.begin("192.0.2.1", "paulson"));
    }

    private void begin(int times, String address, String user) {
        for (var number = 0; number < times; number++) {
            attempts.begin(address, user);
        }
    }
}
