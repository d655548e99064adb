package io.bascule.stomp.frame;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The first line of a frame: what it wants. Case matters ("STOMP Frames" in all versions). */
public enum Command {
    CONNECT,
    STOMP,
    CONNECTED,
    SEND,
    SUBSCRIBE,
    UNSUBSCRIBE,
    ACK,
    NACK,
    BEGIN,
    COMMIT,
    ABORT,
    DISCONNECT,
    MESSAGE,
    RECEIPT,
    ERROR;

    private static final Map<String, Command> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Command::name, Function.identity()));

    /** The command of exactly this name. */
    public static Optional<Command> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Whether frames of this command may have a body ("Body"). */
    boolean mayHaveBody() {
        return this == SEND || this == MESSAGE || this == ERROR;
    }

    /** Whether headers of this command are escaped in no version, so that all can read them ("Value Encoding"). */
    boolean neverEscaped() {
        return opensConversation() || this == CONNECTED;
    }

    /** Whether a client begins with it: {@code STOMP} is another word for {@code CONNECT}. */
    public boolean opensConversation() {
        return this == CONNECT || this == STOMP;
    }
}
