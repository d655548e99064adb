package io.bascule.stomp.frame;

import java.util.Set;

/**
 * One header line, unescaped. Its {@link #toString} leaves out what must not reach a log.
 *
 * @param name never empty
 * @param value may be empty
 */
public record Header(String name, String value) {
    private static final Set<String> OF_PROTOCOL = Set.of(
            "receipt",
            "transaction",
            "content-length",
            "destination",
            "message-id",
            "subscription",
            "ack",
            "redelivered");

    Header stripped() {
        return new Header(name.strip(), value.strip());
    }

    /** Blanks do not hide a header of the protocol, since there are receivers that drop them. */
    boolean isOfProtocol() {
        return OF_PROTOCOL.contains(name.strip());
    }

    /** Whether the value is for the server alone: no log, no error and no other client may see it. */
    public boolean isSecret() {
        var plain = name.strip();
        return plain.equalsIgnoreCase("passcode") || plain.equalsIgnoreCase("authorization");
    }

    @Override
    public String toString() {
        return name + ":" + (isSecret() ? "***" : value);
    }
}
