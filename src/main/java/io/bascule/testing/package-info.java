/**
 * Bascule for the tests of an application: no server, no socket, no thread, and a time that passes when the test says so.
 * In {@code bascule-testing.jar} only.
 *
 * <p>Read first: {@link io.bascule.testing.BasculeInProcess}, then {@link io.bascule.testing.StompClient}.
 *
 * <p>Everything runs on the thread of the test: handlers while a client sends, timers while time is advanced.
 */
@NullMarked
package io.bascule.testing;

import org.jspecify.annotations.NullMarked;
