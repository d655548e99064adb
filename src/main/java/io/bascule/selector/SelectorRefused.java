package io.bascule.selector;

/** A selector cannot be read; the message says where and why, and is written for the peer to read. */
public final class SelectorRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SelectorRefused(String message) {
        super(message);
    }

    /** @param character where it is wrong, the first being 1 */
    static SelectorRefused at(int character, String why) {
        return new SelectorRefused("the selector is wrong at character " + character + ": " + why);
    }

    static SelectorRefused whole(String why) {
        return new SelectorRefused(why);
    }
}
