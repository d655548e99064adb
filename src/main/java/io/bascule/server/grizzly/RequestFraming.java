package io.bascule.server.grizzly;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.util.HttpStatus;

/**
 * Refuses a request whose end another server might see elsewhere than Grizzly does: behind a proxy the rest would pass for
 * a request of somebody else. RFC 9112 sections 2.3, 3, 5 and 6.
 */
final class RequestFraming {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /** What no value may hold; other control characters are only ugly (RFC 9110 section 5.5). */
    private static final Pattern END = Pattern.compile("[\\x00\\r\\n]");

    private RequestFraming() {}

    /** What to refuse the request with; empty when it is well framed. */
    static Optional<HttpStatus> fault(HttpRequestPacket request) {
        var version = request.getProtocol();
        if (version != Protocol.HTTP_1_0 && version != Protocol.HTTP_1_1) {
            return Optional.of(HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505);
        }
        return isWellFormed(request) && !isHandshakeWithBody(request)
                ? faultOfTransferEncoding(request)
                : Optional.of(HttpStatus.BAD_REQUEST_400);
    }

    /** What comes behind an opening handshake are frames; a body would be taken for them. */
    private static boolean isHandshakeWithBody(HttpRequestPacket request) {
        return request.getMethod() == Method.GET
                && request.getUpgrade() != null
                && (!lines(request, "Transfer-Encoding").isEmpty()
                        || lines(request, "Content-Length").stream().anyMatch(length -> !length.equals("0")));
    }

    private static boolean isWellFormed(HttpRequestPacket request) {
        if (!isToken(request.getMethod().getMethodString())) {
            return false;
        }
        for (var name : request.getHeaders().names()) {
            if (!isToken(name) || lines(request, name).stream().anyMatch(RequestFraming::hasEnd)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    private static boolean hasEnd(String value) {
        return END.matcher(value).find();
    }

    private static Optional<HttpStatus> faultOfTransferEncoding(HttpRequestPacket request) {
        var codings = lines(request, "Transfer-Encoding");
        if (codings.isEmpty()) {
            return Optional.empty();
        }
        if (codings.size() > 1 || request.getProtocol() == Protocol.HTTP_1_0 || hasLength(request)) {
            return Optional.of(HttpStatus.BAD_REQUEST_400);
        }
        return codings.get(0).strip().equalsIgnoreCase("chunked")
                ? Optional.empty()
                : Optional.of(HttpStatus.NOT_IMPLEMENTED_501);
    }

    /** Grizzly drops the header when a Transfer-Encoding comes behind it, and keeps its number. */
    private static boolean hasLength(HttpRequestPacket request) {
        return request.getContentLength() >= 0
                || !lines(request, "Content-Length").isEmpty();
    }

    private static List<String> lines(HttpRequestPacket request, String name) {
        var lines = new ArrayList<String>();
        request.getHeaders().values(name).forEach(lines::add);
        return lines;
    }
}
