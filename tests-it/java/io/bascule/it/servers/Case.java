package io.bascule.it.servers;

import io.bascule.it.wire.Ended;
import io.bascule.it.wire.Silence;
import java.io.IOException;

/**
 * A row of the conformance table: what a client does, and the answer it gets on every server.
 *
 * @param name says what the client does; unique
 * @param expected as {@code conversation} puts the right answer into words, for instance {@code 403} or {@code 1011}
 * @param conversation held with the server over raw sockets
 */
record Case(String name, String expected, Conversation conversation) {
    private static final int SHORT = 100;

    /** What a client does with the applications of one server. */
    @FunctionalInterface
    interface Conversation {
        /** Holds the conversation; what the server answered, in a few words. */
        String answer(Sites sites) throws Exception;
    }

    /** Holds the conversation; the answer in words, whatever came. */
    String answer(Sites sites) throws Exception {
        try {
            return conversation.answer(sites);
        } catch (Silence silence) {
            return "no answer";
        } catch (Ended | IOException ended) {
            return "EOF";
        } catch (AssertionError wrong) {
            var first = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
            return "wrong: " + first.substring(0, Math.min(SHORT, first.length()));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
