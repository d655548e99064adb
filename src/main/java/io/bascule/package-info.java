/**
 * Bascule put together: {@link io.bascule.BasculeOptions} in, a running {@link io.bascule.Bascule} out.
 */
@NullMarked
package io.bascule;

import org.jspecify.annotations.NullMarked;
