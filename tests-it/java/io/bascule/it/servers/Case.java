package io.bascule.it.servers;

/**
 * A row of the conformance table: what a client does, and the answer it gets on every server.
 *
 * @param name says what the client does; unique
 * @param expected as {@code conversation} puts the right answer into words, for instance {@code 403} or {@code 1011}
 * @param conversation held with the server over raw sockets
 */
record Case(String name, String expected, Conversation conversation) {
    /** What a client does with the applications of one server. */
    @FunctionalInterface
    interface Conversation {
        /** Holds the conversation; what the server answered, in a few words. */
        String answer(Sites sites) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
