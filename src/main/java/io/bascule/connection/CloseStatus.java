package io.bascule.connection;

import java.nio.charset.StandardCharsets;

/**
 * Why a connection ends: a status code and a reason (RFC 6455 section 7.4).
 *
 * @param code 1000 to 4999
 * @param reason for the peer to read; cut at a character boundary to the 123 bytes of UTF-8 that a close frame holds
 */
public record CloseStatus(int code, String reason) {
    private static final int REASON_BYTES = 123;

    public static final CloseStatus NORMAL = new CloseStatus(1000, "");
    public static final CloseStatus GOING_AWAY = new CloseStatus(1001, "");
    public static final CloseStatus PROTOCOL_ERROR = new CloseStatus(1002, "");
    public static final CloseStatus CANNOT_ACCEPT = new CloseStatus(1003, "");
    /** The peer's close frame held no code; never sent. */
    public static final CloseStatus NO_CODE = new CloseStatus(1005, "");
    /** The connection was lost without a close frame; never sent. */
    public static final CloseStatus ABNORMAL = new CloseStatus(1006, "");

    public static final CloseStatus POLICY = new CloseStatus(1008, "");
    public static final CloseStatus TOO_BIG = new CloseStatus(1009, "");
    public static final CloseStatus SERVER_ERROR = new CloseStatus(1011, "");
    /** Registered with IANA later than RFC 6455. */
    public static final CloseStatus TRY_AGAIN_LATER = new CloseStatus(1013, "");

    public CloseStatus {
        reason = cut(reason);
    }

    /** The same code with another reason. */
    public CloseStatus because(String reason) {
        return new CloseStatus(code, reason);
    }

    /** How a client ends that sends more in one message than {@code message.bytes} allows it. */
    public static CloseStatus messageLargerThan(int messageBytes) {
        return TOO_BIG.because("message larger than " + messageBytes + " bytes (message.bytes)");
    }

    private static String cut(String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= REASON_BYTES) {
            return reason;
        }
        int end = REASON_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
