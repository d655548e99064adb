package io.bascule.selector;

/** A selector cannot be read; the message says where and why, and is written for the peer to read. */
public final class SelectorRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SelectorRefused(String message) {
        super(message);
    }
}
