/**
 * Bearer tokens: a text comes in, and out comes who its issuer says the bearer is, and until when.
 *
 * <p>Read first: {@link io.bascule.token.TokenRules} (what is asked of a token), {@link io.bascule.token.TokenVerifier}
 * (the order in which it is asked), then {@link io.bascule.token.TokenKeys} (what the key is read from). Implements JSON
 * Web Tokens (RFC 7519) that are signed (RFC 7515), with the advice of RFC 8725: the algorithms are a fixed list, each
 * with keys of its own kind, and nothing in a token's header leads to a key. Types of the library that does the
 * cryptography, Nimbus JOSE+JWT, are not seen outside.
 *
 * <p>Everything is immutable; any thread; nothing blocks or is fetched.
 */
@NullMarked
package io.bascule.token;

import org.jspecify.annotations.NullMarked;
