package io.bascule.login;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UsersTest {
    private final Users users = new Users();

    @Test
    void fabrice_has_his_password() {
        assertTrue(users.accepts("fabrice", "fab123"));
    }

    @Test
    void paulson_has_his_password() {
        assertTrue(users.accepts("paulson", "bond"));
    }

    @Test
    void nobody_has_the_password_of_another() {
        assertFalse(users.accepts("fabrice", "bond"));
    }

    @Test
    void an_unknown_user_is_not_accepted() {
        assertFalse(users.accepts("nobody", "fab123"));
    }

    @Test
    void an_empty_password_is_not_accepted() {
        assertFalse(users.accepts("fabrice", ""));
    }
}
