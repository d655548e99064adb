/**
 * The application's side of messaging: methods that answer destinations, and a way to send from anywhere.
 *
 * <p>Read first: {@link io.bascule.application.MessageMapping}, {@link io.bascule.application.SubscribeMapping},
 * {@link io.bascule.application.Messenger}.
 */
@NullMarked
package io.bascule.application;

import org.jspecify.annotations.NullMarked;
