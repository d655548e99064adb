package io.bascule.handshake;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Scheme, host and port of a page or of this server, in the one form in which equal means same (RFC 6454 sections 4
 * and 5): scheme and host in lower case, {@code ws} and {@code wss} written as {@code http} and {@code https}, names
 * in their ASCII form (IDNA), IPv6 literals in brackets and shortened (RFC 5952), the default port filled in.
 *
 * @param scheme for instance {@code https}
 * @param host a name, an IPv4 address or an IPv6 address in brackets
 * @param port 1 to 65535, or {@link #NO_PORT} where none is given and the scheme has no default
 */
public record Origin(String scheme, String host, int port) {
    /** Stands for the default port of the scheme, and stays where the scheme has none. */
    public static final int NO_PORT = -1;

    private static final int LONGEST_HOST = 253;
    private static final Map<String, String> SAME_SCHEME = Map.of("ws", "http", "wss", "https");
    private static final Map<String, Integer> USUAL_PORT = Map.of("http", 80, "https", 443);
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]]*)(?::([0-9]{1,5}))?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63})*\\.?");
    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    /**
     * IDNA 2003, which is what {@link IDN} knows, writes these as other letters or as none; browsers do not. The list
     * entry {@code straße.example} must not let {@code strasse.example} in.
     */
    private static final Pattern NOT_AS_BROWSERS = Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");

    /**
     * Brings the parts into the one form.
     *
     * @throws IllegalArgumentException saying what is wrong, if a part is not what RFC 3986 section 3 allows
     */
    public Origin {
        scheme = normalScheme(scheme);
        host = normalHost(host);
        port = normalPort(scheme, port);
    }

    /**
     * Reads the serialization {@code scheme://host[:port]} (RFC 6454 section 7.1) and nothing longer: a user, a path or
     * a second origin behind it is an error. {@code null}, the serialization of no origin, is an error too.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Origin parse(String text) {
        int end = text.indexOf("://");
        if (end < 0) {
            throw new IllegalArgumentException("'" + HandshakeRequest.printable(text) + "' has no scheme");
        }
        return at(text.substring(0, end), text.substring(end + 3));
    }

    /**
     * The origin of what {@code scheme} reaches at {@code authority}, the value of a {@code Host} header
     * ({@code host[:port]}, RFC 9110 section 7.2).
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Origin at(String scheme, String authority) {
        var parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + HandshakeRequest.printable(authority) + "' is not a host, or a host, ':' and a port");
        }
        var port = parts.group(2);
        return new Origin(scheme, parts.group(1), port == null ? NO_PORT : given(Integer.parseInt(port)));
    }

    /** The address that {@code text} writes, IPv4 or IPv6 without brackets; never asks a name server. */
    static Optional<InetAddress> address(String text) {
        boolean literal = IPV4.matcher(text).matches()
                || (text.indexOf(':') >= 0 && IPV6.matcher(text).matches());
        if (!literal) {
            return Optional.empty();
        }
        try { // in brackets the text can only be taken for an address
            return Optional.of(InetAddress.getByName(text.indexOf(':') >= 0 ? "[" + text + "]" : text));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** The serialization, without the scheme's default port (RFC 6454 section 6.2). */
    @Override
    public String toString() {
        boolean usual = port == NO_PORT || port == USUAL_PORT.getOrDefault(scheme, NO_PORT);
        return scheme + "://" + host + (usual ? "" : ":" + port);
    }

    private static String normalScheme(String scheme) {
        if (!SCHEME.matcher(scheme).matches()) {
            throw new IllegalArgumentException("'" + HandshakeRequest.printable(scheme) + "' is not a scheme");
        }
        var lower = scheme.toLowerCase(Locale.ROOT);
        return SAME_SCHEME.getOrDefault(lower, lower);
    }

    private static String normalHost(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return address(host.substring(1, host.length() - 1))
                    .filter(address -> host.indexOf(':') >= 0) // brackets are for IPv6
                    .map(Origin::bracketed)
                    .orElseThrow(() -> noHost(host));
        }
        var name = ascii(host);
        if (name.length() > LONGEST_HOST || !NAME.matcher(name).matches()) {
            throw noHost(host);
        }
        return name;
    }

    private static String ascii(String host) {
        if (host.length() > LONGEST_HOST || NOT_AS_BROWSERS.matcher(host).find()) {
            throw noHost(host);
        }
        try {
            return IDN.toASCII(host).toLowerCase(Locale.ROOT);
        } catch (RuntimeException notAName) { // IDN lets an IndexOutOfBoundsException through too
            throw noHost(host);
        }
    }

    private static IllegalArgumentException noHost(String host) {
        return new IllegalArgumentException("'" + HandshakeRequest.printable(host) + "' is not a host");
    }

    private static String bracketed(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) { // InetAddress takes ::ffff:1.2.3.4 for 1.2.3.4; for a browser they are two hosts
            return String.format("[::ffff:%x:%x]", word(bytes, 0), word(bytes, 2));
        }
        var text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 2) {
            text.append(at == 0 ? "" : ":").append(Integer.toHexString(word(bytes, at)));
        }
        return "[" + shortened(text.toString()) + "]";
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static String shortened(String address) {
        for (int zeros = 8; zeros > 1; zeros--) {
            var run = Pattern.compile("(?:^|:)0" + ":0".repeat(zeros - 1) + "(?::|$)")
                    .matcher(address);
            if (run.find()) {
                return run.replaceFirst("::");
            }
        }
        return address;
    }

    private static int normalPort(String scheme, int port) {
        return port == NO_PORT ? USUAL_PORT.getOrDefault(scheme, NO_PORT) : given(port);
    }

    private static int given(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("Port " + port + " is not between 1 and 65535");
        }
        return port;
    }
}
