/**
 * Bascule where the server has CDI (Jakarta Contexts and Dependency Injection 4.0): handlers are found as beans,
 * {@code Messenger} and {@code Presence} are injected, what clients do are CDI events, and methods run in a request context.
 *
 * <p>One class, {@link io.bascule.server.cdi.BasculeExtension}. The server starts it before the application; it is joined to
 * the application's {@code Bascule} when that starts. Where there is no CDI, it is never loaded.
 *
 * <p>Threads: the server's own at the start, later those on which application code runs. It has no locks.
 */
@NullMarked
package io.bascule.server.cdi;

import org.jspecify.annotations.NullMarked;
