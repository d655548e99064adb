package io.bascule.stomp.frame;

/**
 * One header line, unescaped. Its {@link #toString} leaves out what must not reach a log.
 *
 * @param name never empty
 * @param value may be empty
 */
public record Header(String name, String value) {
    Header stripped() {
        return new Header(name.strip(), value.strip());
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
