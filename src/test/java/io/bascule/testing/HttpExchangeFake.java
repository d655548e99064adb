package io.bascule.testing;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One HTTP request with its response, as much of them as the login needs. */
public final class HttpExchangeFake {
    public String method = "POST";
    public String path = "/login";

    public @Nullable String contentType = "application/x-www-form-urlencoded";

    public String address = "192.0.2.1";
    public String body = "";
    public boolean lengthKnown = true;
    public List<String> fetchSites = List.of();

    /** The request's line, or none. */
    public List<String> cookies = List.of();

    public int status = 200;
    public final Map<String, String> headers = new TreeMap<>();
    public final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    public int bytesRead;

    public HttpServletRequest request() {
        return fake(HttpServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getMethod" -> this.method;
            case "getServletPath" -> path;
            case "getContentType" -> contentType;
            case "getContentLengthLong" -> lengthKnown ? (long) body.length() : -1L;
            case "getRemoteAddr" -> address;
            case "getInputStream" -> input();
            case "getHeaders" -> Collections.enumeration(arguments[0].equals("Sec-Fetch-Site") ? fetchSites : cookies);
            case "getContextPath" -> "/bascule";
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    public HttpServletResponse response() {
        return fake(HttpServletResponse.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "setStatus" -> {
                status = (int) arguments[0];
                yield arguments[0];
            }
            case "setHeader", "addHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
            case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
            case "setContentLength" -> headers.put("Content-Length", arguments[0].toString());
            case "getOutputStream" -> output();
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    /** The status and the body. */
    public String answered() {
        return (status + " " + answer.toString(StandardCharsets.UTF_8)).strip();
    }

    private ServletInputStream input() {
        InputStream bytes = new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1));
        return new ServletInputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                var read = bytes.read(target, offset, length);
                bytesRead += Math.max(0, read);
                return read;
            }

            @Override
            public boolean isFinished() {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean isReady() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private ServletOutputStream output() {
        return new ServletOutputStream() {
            @Override
            public void write(int value) {
                answer.write(value);
            }

            @Override
            public boolean isReady() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        InvocationHandler answering = (proxy, method, arguments) -> {
            var result = handler.invoke(proxy, method, arguments);
            return method.getReturnType() == void.class ? null : result;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answering));
    }
}
