/**
 * What a payload is: text, bytes, or JSON that is read into a type of the application, checked, and refused by the name of
 * the field that is wrong.
 *
 * <p>Read first: {@link io.bascule.payload.Json}, {@link io.bascule.payload.PayloadRules}, and
 * {@link io.bascule.payload.PayloadUnreadable}, which is all that an application meets. JSON is RFC 8259; the rules are
 * those of Jakarta Validation 3.0, where the server or the application has an implementation of it.
 *
 * <p>Everything here is immutable when it has started, and may be used on any thread.
 */
@NullMarked
package io.bascule.payload;

import org.jspecify.annotations.NullMarked;
