/**
 * The only vocabulary that every package shares: how much time has passed ({@link io.bascule.time.Ticker}) and what
 * shall happen later ({@link io.bascule.time.Timer}). Both are handed in, so that tests need not wait.
 */
@NullMarked
package io.bascule.time;

import org.jspecify.annotations.NullMarked;
