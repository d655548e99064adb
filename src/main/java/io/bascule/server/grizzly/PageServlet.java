package io.bascule.server.grizzly;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The files of the page, from the folder {@code page} of the class path; 404 for everything else. A WAR has the
 * container's own servlet for this.
 */
final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(PageServlet.class.getName());

    /** Plain names only: no way out of the folder, nothing hidden, no folder itself. */
    private static final Pattern FILE = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+\\.[a-z0-9]+");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "txt", "text/plain;charset=utf-8");

    /** A file as it is sent. The files of a running server do not change, and there are few. */
    private record Page(byte[] bytes, String type, String tag) {}

    private final transient Map<String, Page> pages = new ConcurrentHashMap<>();

    /** The answers of HttpServlet to other methods repeat what the client sent. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
            super.service(request, response);
        } else {
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            response.setHeader("Allow", "GET, HEAD");
            response.setContentLength(0);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getRequestURI().substring(request.getContextPath().length());
        if (path.isEmpty()) {
            response.setHeader("Location", request.getContextPath() + "/");
            response.setStatus(HttpServletResponse.SC_FOUND);
            return;
        }
        var page = page(path.equals("/") ? "/index.html" : path);
        if (page.isEmpty()) {
            notFound(response);
            return;
        }
        send(request, response, page.get());
    }

    private static void notFound(HttpServletResponse response) throws IOException {
        byte[] body = "There is nothing here.\n".getBytes(StandardCharsets.UTF_8);
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, Page page) throws IOException {
        response.setHeader("ETag", page.tag());
        response.setHeader("Cache-Control", "no-cache");
        if (page.tag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(page.type());
        response.setContentLength(page.bytes().length);
        try {
            response.getOutputStream().write(page.bytes());
        } catch (IOException gone) { // Grizzly would log it as an error of ours
            LOG.log(Level.DEBUG, () -> "A client did not wait for the page: " + gone);
        }
    }

    private Optional<Page> page(String path) {
        var known = pages.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || !FILE.matcher(path).matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(PageServlet.class.getResource("/page" + path))
                .map(file -> {
                    byte[] bytes = read(file);
                    var page = new Page(bytes, type, tag(bytes));
                    pages.put(path, page);
                    return page;
                });
    }

    private static byte[] read(URL file) {
        try {
            URLConnection connection = file.openConnection();
            connection.setUseCaches(false); // or the jar would stay open for ever
            try (InputStream in = connection.getInputStream()) {
                return in.readAllBytes();
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String tag(byte[] bytes) {
        var sum = new CRC32();
        sum.update(bytes);
        return "\"" + Long.toHexString(sum.getValue()) + "-" + bytes.length + "\"";
    }
}
