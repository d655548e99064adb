/**
 * The application's side of messaging: methods that answer destinations, and a way to send from anywhere.
 *
 * <p>Read first: {@link io.bascule.application.MessageMapping}, {@link io.bascule.application.SubscribeMapping},
 * {@link io.bascule.application.Messenger}; then {@link io.bascule.application.MessageHandlers}, which calls the methods that {@code Mappings} has found.
 *
 * <p>The methods run where their connection's work runs in order ({@code Publisher.inOrder()}); a messenger may be used
 * on any thread. {@code MessageHandlers} has a lock for adding methods; nothing of the application is called under it.
 */
@NullMarked
package io.bascule.application;

import org.jspecify.annotations.NullMarked;
