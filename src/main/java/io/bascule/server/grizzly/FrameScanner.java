package io.bascule.server.grizzly;

import io.bascule.connection.CloseStatus;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Looks at the headers of one client's frames as their bytes pass, before anything is kept of them: refuses what breaks
 * the rules of framing (Tyrus would take an unmasked frame) and a message that is announced larger than the limit; and
 * takes the masks off, eight bytes at a time, where Tyrus takes as long for each byte. No extension is ever agreed on, so
 * no reserved bit has a meaning. RFC 6455 sections 5.2 to 5.5:
 *
 * <pre>
 *  FIN RSV opcode | MASK length | extended length (0, 2 or 8 bytes) | masking key (4) | payload
 * </pre>
 *
 * <p>One thread at a time.
 */
final class FrameScanner {
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PONG = 10;
    private static final int CONTROL_BYTES = 125;
    /** The longest header, and by how much what passes may grow at most: by what of a header came before. */
    static final int HEADER_BYTES = 14;

    private final int messageBytes;

    /** The header of the frame that is arriving. */
    private final byte[] header = new byte[HEADER_BYTES];

    private int headerSize;
    private long payloadLeft;
    /** The masking key, turned so that the next byte of the payload has its highest. */
    private int mask;
    /** Payload bytes of the message that is arriving, all its frames together. */
    private long message;

    /** Whether a message has begun whose last frame has not come. */
    private boolean fragmented;

    private boolean closeSeen;
    private Optional<CloseStatus> refused = Optional.empty();

    FrameScanner(int messageBytes) {
        this.messageBytes = messageBytes;
    }

    /** How many bytes of the payload of the frame that is arriving have not come yet. */
    long payloadLeft() {
        return payloadLeft;
    }

    /** Whether the client has sent a close frame. */
    boolean closeSeen() {
        return closeSeen;
    }

    /**
     * Reads {@code in} to its end. What follows an offending frame is looked at too, so that a close frame behind it is
     * seen and nothing within it is taken for one.
     *
     * @param unmasked takes the same frames without masks; of a header nothing before all of it is there. Has room for
     *     {@link #HEADER_BYTES} more than {@code in} holds
     * @return why the client must be refused: the first reason there was, in this part or an earlier one
     */
    Optional<CloseStatus> scan(ByteBuffer in, ByteBuffer unmasked) {
        while (in.hasRemaining()) {
            if (payloadLeft > 0) {
                payload(in, unmasked);
                continue;
            }
            header[headerSize++] = in.get();
            if (headerSize >= 2 && headerSize == headerLength()) {
                header(unmasked);
                var found = frame();
                refused = refused.isPresent() ? refused : found;
            }
        }
        return refused;
    }

    private void payload(ByteBuffer in, ByteBuffer unmasked) {
        int count = (int) Math.min(payloadLeft, in.remaining());
        long twice = ((long) mask << Integer.SIZE) | (mask & 0xFFFFFFFFL);
        int left = count;
        for (; left >= Long.BYTES; left -= Long.BYTES) {
            unmasked.putLong(in.getLong() ^ twice);
        }
        for (; left > 0; left--) {
            unmasked.put((byte) (in.get() ^ (mask >>> 24)));
            mask = Integer.rotateLeft(mask, Byte.SIZE);
        }
        payloadLeft -= count;
    }

    /** Passes the header on as that of an unmasked frame. */
    private void header(ByteBuffer unmasked) {
        int key = isMasked() ? Integer.BYTES : 0;
        mask = isMasked() ? ByteBuffer.wrap(header).getInt(headerSize - key) : 0;
        unmasked.put(header[0]).put((byte) (header[1] & 0x7F)).put(header, 2, headerSize - 2 - key);
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
        payloadLeft = payloadLength();
        int opcode = header[0] & 0x0F;
        if (!isMasked()) {
            return broken("client frames must be masked");
        }
        if ((header[0] & 0x70) != 0) {
            return broken("a reserved bit is set");
        }
        if (opcode >= CLOSE) {
            return control(opcode);
        }
        return opcode > BINARY ? broken("there is no opcode " + opcode) : message(opcode);
    }

    private Optional<CloseStatus> control(int opcode) {
        if (opcode > PONG) {
            return broken("there is no opcode " + opcode);
        }
        if (!isFinal() || payloadLeft > CONTROL_BYTES) {
            return broken("a control frame is whole and has at most " + CONTROL_BYTES + " bytes");
        }
        closeSeen |= opcode == CLOSE;
        return Optional.empty();
    }

    private Optional<CloseStatus> message(int opcode) {
        if (fragmented != (opcode == CONTINUATION)) {
            return broken(fragmented ? "the message before is not finished" : "there is no message to continue");
        }
        long before = fragmented ? message : 0;
        fragmented = !isFinal();
        if (payloadLeft > messageBytes - before) { // not their sum, which overflows
            return Optional.of(CloseStatus.messageLargerThan(messageBytes));
        }
        message = before + payloadLeft;
        return Optional.empty();
    }

    private boolean isFinal() {
        return (header[0] & 0x80) != 0;
    }

    private static Optional<CloseStatus> broken(String why) {
        return Optional.of(CloseStatus.PROTOCOL_ERROR.because(why));
    }

    private long payloadLength() {
        int length = header[1] & 0x7F;
        return switch (length) {
            case 126 -> ByteBuffer.wrap(header).getShort(2) & 0xFFFF;
            case 127 -> withoutSign(ByteBuffer.wrap(header).getLong(2));
            default -> length;
        };
    }

    /** Section 5.2 forbids the highest bit; what has it is in any case too long for anything. */
    private static long withoutSign(long length) {
        return length < 0 ? Long.MAX_VALUE : length;
    }
}
