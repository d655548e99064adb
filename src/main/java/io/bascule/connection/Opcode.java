package io.bascule.connection;

/** What a message is (RFC 6455 section 5.2), as far as an application sends or receives it. */
public enum Opcode {
    TEXT,
    BINARY,
    PING
}
