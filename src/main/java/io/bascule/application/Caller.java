package io.bascule.application;

import java.util.Optional;

/**
 * The client a method works for.
 *
 * @param connection the id of its connection, for {@link Messenger#toConnection}
 * @param user its name, absent when anonymous
 */
public record Caller(String connection, Optional<String> user) {}
