/**
 * What the operator learns of clients that were kept out: the last of them, and a log that they cannot fill.
 *
 * <p>Read first: {@link io.bascule.refusal.Refusal} (one client's), {@link io.bascule.refusal.Refusals} (the last ones),
 * {@link io.bascule.refusal.SparseLog} (what is written of them). Follows no specification.
 *
 * <p>Any thread may call it. The locks of {@code Refusals} and {@code SparseLog} do not nest; nothing is called while one is
 * held.
 */
@NullMarked
package io.bascule.refusal;

import org.jspecify.annotations.NullMarked;
