package io.bascule.server.grizzly;

import io.bascule.connection.CloseStatus;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Looks at the frames of one client as their bytes pass, before anything is kept of them: refuses an unmasked frame and a
 * message that is announced larger than the limit, both of which Tyrus would take. RFC 6455 section 5.2:
 *
 * <pre>
 *  FIN RSV opcode | MASK length | extended length (0, 2 or 8 bytes) | masking key (4) | payload
 * </pre>
 *
 * <p>One thread at a time.
 */
final class FrameScanner {
    private static final int CONTINUATION = 0;
    private static final int CLOSE = 8;
    private static final int FIRST_CONTROL = 8;

    private final long messageBytes;
    private final CloseStatus tooBig;

    /** The header of the frame that is arriving: its longest form has 14 bytes. */
    private final byte[] header = new byte[14];

    private int headerSize;
    private long payloadLeft;
    /** Payload bytes of the message that is arriving, all its frames together. */
    private long message;

    private boolean closeSeen;

    FrameScanner(int messageBytes) {
        this.messageBytes = messageBytes;
        this.tooBig = CloseStatus.TOO_BIG.because("message larger than " + messageBytes + " bytes (message.bytes)");
    }

    /** Whether the client has sent a close frame. */
    boolean closeSeen() {
        return closeSeen;
    }

    /**
     * Reads {@code in} to its end or to where the client must be refused.
     *
     * @return why the client must be refused; {@code in} is then positioned behind the offending header
     */
    Optional<CloseStatus> scan(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (payloadLeft > 0) {
                int skipped = (int) Math.min(payloadLeft, in.remaining());
                in.position(in.position() + skipped);
                payloadLeft -= skipped;
                continue;
            }
            header[headerSize++] = in.get();
            if (headerSize >= 2 && headerSize == headerLength()) {
                var refused = frame();
                if (refused.isPresent()) {
                    return refused;
                }
            }
        }
        return Optional.empty();
    }

    private int headerLength() {
        int length = header[1] & 0x7F;
        int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
        return 2 + extended + (isMasked() ? 4 : 0);
    }

    private boolean isMasked() {
        return (header[1] & 0x80) != 0;
    }

    private Optional<CloseStatus> frame() {
        headerSize = 0;
        if (!isMasked()) {
            return Optional.of(CloseStatus.PROTOCOL_ERROR.because("client frames must be masked"));
        }
        payloadLeft = payloadLength();
        int opcode = header[0] & 0x0F;
        if (opcode == CLOSE) {
            closeSeen = true;
        }
        if (opcode >= FIRST_CONTROL) {
            return Optional.empty();
        }
        message = opcode == CONTINUATION ? message + payloadLeft : payloadLeft;
        // A length with its highest bit set reads as negative; RFC 6455 forbids it, and it is too big in any case.
        return payloadLeft < 0 || message > messageBytes ? Optional.of(tooBig) : Optional.empty();
    }

    private long payloadLength() {
        int length = header[1] & 0x7F;
        return switch (length) {
            case 126 -> ByteBuffer.wrap(header).getShort(2) & 0xFFFF;
            case 127 -> ByteBuffer.wrap(header).getLong(2);
            default -> length;
        };
    }
}
