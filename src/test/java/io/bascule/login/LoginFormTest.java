package io.bascule.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginFormTest {
    @Test
    void the_two_fields_come_in_any_order() {
        assertEquals(form("fabrice", "fab123"), read("password=fab123&username=fabrice"));
    }

    @Test
    void fields_of_other_names_are_ignored() {
        assertEquals(form("fabrice", "fab123"), read("username=fabrice&password=fab123&submit=Log+in&x"));
    }

    @Test
    void plus_signs_are_spaces_and_percent_signs_are_bytes() {
        assertEquals(form("a b", "c+d=é€"), read("username=a+b&password=c%2bd%3D%c3%A9%E2%82%AC"));
    }

    @Test
    void what_a_browser_encodes_is_what_is_read() {
        var password = "\u0000 %&=+;\u007f\u20ac\ud83d\ude00";
        assertEquals(
                form("fabrice", password),
                read("username=fabrice&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8)));
    }

    @Test
    void an_empty_field_is_a_field() {
        assertEquals(form("", ""), read("username=&password"));
    }

    @Test
    void what_is_no_such_form_is_not_read() {
        for (var body : List.of(
                "",
                "username=fabrice",
                "password=fab123",
                "username=fabrice&password=fab123&username=paulson",
                "username=fabrice&password=fab123&x=1&x=2",
                "username=fabrice&password=%",
                "username=fabrice&password=%4",
                "username=fabrice&password=%4g",
                "username=fabrice&password=%-1",
                "username=fabrice&password=%ff",
                "username=fabrice&password=%c0%80",
                "username=fabrice&password=%ed%a0%80")) {
            assertEquals(Optional.empty(), read(body), body);
        }
    }

    private static Optional<LoginForm> form(String username, String password) {
        return Optional.of(new LoginForm(username, password));
    }

    private static Optional<LoginForm> read(String body) {
        return LoginForm.of(body.getBytes(StandardCharsets.ISO_8859_1));
    }
}
