package io.bascule.it.wire;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One TCP connection to a server on 127.0.0.1, of which every byte is the test's own. No read waits longer than its
 * patience: it fails and says what it was waiting for. A connection that the server resets counts as ended, since a
 * server that closes while bytes are on their way to it cannot end in another way.
 */
public final class RawSocket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SMALLEST_BUFFER = 4096;

    private final Socket socket;
    private final InputStream in;
    private final Duration patience;

    private RawSocket(Socket socket, Duration patience) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.patience = patience;
    }

    public static RawSocket connect(int port) throws IOException {
        return connect(port, PATIENCE);
    }

    public static RawSocket connect(int port, Duration patience) throws IOException {
        return connect(new Socket(), port, patience);
    }

    /** A connection with little room on this side, so that a client which does not read is soon felt by the server. */
    public static RawSocket connectNarrow(int port) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(SMALLEST_BUFFER);
        return connect(socket, port, PATIENCE);
    }

    /** A connection over TLS to a server that must show a certificate for {@code name} which {@code trust} accepts. */
    public static RawSocket connectTls(int port, String name, SSLContext trust) throws IOException {
        var below = new Socket(InetAddress.getLoopbackAddress(), port);
        below.setTcpNoDelay(true);
        var socket = (SSLSocket) trust.getSocketFactory().createSocket(below, name, port, true);
        var checked = socket.getSSLParameters();
        checked.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(checked);
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        socket.startHandshake();
        return new RawSocket(socket, PATIENCE);
    }

    private static RawSocket connect(Socket socket, int port, Duration patience) throws IOException {
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new RawSocket(socket, patience);
    }

    /** Sends exactly these bytes. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next byte, or -1 at the end of the connection. */
    public int readOrEnd(String what) throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException late) {
            throw new Silence("Nothing came within " + patience.toMillis() + " ms while waiting for " + what);
        } catch (SocketException reset) {
            return -1;
        }
    }

    /** The next byte, 0 to 255. */
    public int read(String what) throws IOException {
        int read = readOrEnd(what);
        if (read < 0) {
            throw new Ended("The connection ended while waiting for " + what);
        }
        return read;
    }

    /** The next {@code count} bytes. */
    public byte[] read(int count, String what) throws IOException {
        var bytes = new byte[count];
        for (int at = 0; at < count; ) {
            bytes[at++] = (byte) read(what);
            at += in.read(bytes, at, Math.min(in.available(), count - at));
        }
        return bytes;
    }

    /** The next line without its CRLF; any other end of line fails. */
    public String line(String what) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = read(what); next != '\r'; next = read(what)) {
            if (next == '\n') {
                fail("A bare LF ends " + what + ": " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(next);
        }
        if (read(what) != '\n') {
            fail("A bare CR stands in " + what + ": " + line.toString(StandardCharsets.ISO_8859_1));
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** All that comes before the connection ends. */
    public byte[] rest(String what) throws IOException {
        var rest = new ByteArrayOutputStream();
        for (int next = readOrEnd(what); next >= 0; next = readOrEnd(what)) {
            rest.write(next);
        }
        return rest.toByteArray();
    }

    /** Fails unless the connection ends here, with no further byte. */
    public void expectEnd() throws IOException {
        int next = readOrEnd("the end of the connection");
        if (next >= 0) {
            fail("The connection should have ended; instead came byte 0x" + Integer.toHexString(next));
        }
    }

    /** Ends the sending direction only. */
    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Drops the connection without an end, and what has not been sent with it. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
