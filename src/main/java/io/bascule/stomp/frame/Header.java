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

    @Override
    public String toString() {
        boolean secret = name.equalsIgnoreCase("passcode") || name.equalsIgnoreCase("authorization");
        return name + ":" + (secret ? "***" : value);
    }
}
