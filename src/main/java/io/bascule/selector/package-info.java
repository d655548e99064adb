/**
 * Conditions on the headers of a message, in the SQL-92 form that Jakarta Messaging defines (Jakarta Messaging 3.1,
 * section 3.8.1).
 *
 * <p>Read first: {@link io.bascule.selector.Selector}. Everything is immutable and may be used by any thread.
 */
@NullMarked
package io.bascule.selector;

import org.jspecify.annotations.NullMarked;
