package io.bascule.it.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The body of an answer that is read while it comes, in chunks or until the connection ends (RFC 9112 section 6.3). */
public final class HttpBody {
    private final RawSocket socket;
    private final boolean chunked;
    /** What is left of the chunk. */
    private int left;

    HttpBody(RawSocket socket, boolean chunked) {
        this.socket = socket;
        this.chunked = chunked;
    }

    /** The next bytes, read as ISO 8859-1: what they are made of does not matter here. */
    public String read(int bytes) throws IOException {
        var read = new ByteArrayOutputStream();
        while (read.size() < bytes) {
            int next = next();
            if (next < 0) {
                fail("The body ends after: " + read.toString(StandardCharsets.ISO_8859_1));
            }
            read.write(next);
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    /** Fails unless this comes next. */
    public void expect(String text) throws IOException {
        assertEquals(text, read(text.length()));
    }

    /** Fails unless the body ends here. */
    public void expectEnd() throws IOException {
        int next = next();
        if (next >= 0) {
            fail("The body should have ended; instead came byte 0x" + Integer.toHexString(next));
        }
    }

    private int next() throws IOException {
        if (!chunked) {
            return socket.readOrEnd("the body");
        }
        if (left == 0) {
            left = Integer.parseInt(socket.line("the size of a chunk"), 16);
            if (left == 0) {
                assertEquals("", socket.line("the end of the last chunk"));
                return -1;
            }
        }
        int next = socket.read("a chunk");
        if (--left == 0) {
            assertEquals("", socket.line("the end of a chunk"));
        }
        return next;
    }
}
