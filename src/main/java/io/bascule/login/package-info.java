/**
 * The login of the demonstration, over HTTP in front of its page.
 *
 * <p>Read first: {@link io.bascule.login.LoginServlet}, whose answers are all that the page sees, then
 * {@link io.bascule.login.Logins}, what a login is, {@link io.bascule.login.LoginAttempts}, which slows guessing down, and {@link io.bascule.login.Users}, who may come in.
 * Implements forms (application/x-www-form-urlencoded, URL Standard section 5), and Fetch Metadata's {@code Sec-Fetch-Site}
 * against foreign pages.
 *
 * <p>Threads: the servlets run on the container's. {@code LoginAttempts} has a lock, {@code LoginServlet} a semaphore for the
 * checking of passwords; they never nest.
 */
@NullMarked
package io.bascule.login;

import org.jspecify.annotations.NullMarked;
