package io.bascule.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The client stompjs in a browser, on a page of {@code tests-it/resources/stompjs} that a server of its own serves. */
final class StompJs implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final HttpServer pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ChromeDriver browser;

    StompJs(Path profile) throws IOException {
        pages.createContext("/", StompJs::serve);
        pages.start();
        browser = PortfolioPage.browser(profile);
        browser.manage().timeouts().scriptTimeout(PATIENCE);
        browser.get("http://127.0.0.1:" + pages.getAddress().getPort() + "/index.html");
        new WebDriverWait(browser, PATIENCE)
                .until(unused -> browser.executeScript("return typeof window.connected === 'function'")
                        .equals(true));
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var file = path.startsWith("/lib/") ? path.replace("/lib/", "/page/lib/stompjs/") : "/stompjs" + path;
            try (var in = Objects.requireNonNull(StompJs.class.getResourceAsStream(file), file)) {
                var type = path.endsWith(".js") ? "text/javascript" : "text/html";
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(200, 0);
                in.transferTo(exchange.getResponseBody());
            }
        }
    }

    /**
     * Runs the body of an asynchronous function.
     *
     * @return what the script returns, as Selenium has it
     * @throws AssertionError if the script throws
     */
    Object run(String script) {
        var outcome = (Map<?, ?>) browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                (async () => {
                %s
                })().then(value => done({value}), error => done({error: String(error.stack || error)}));
                """.formatted(script));
        if (outcome.containsKey("error")) {
            throw new AssertionError(outcome.get("error"));
        }
        return Objects.requireNonNullElse(outcome.get("value"), "");
    }

    /** Ends all connections of the page. */
    void leaveAll() {
        run("await leaveAll();");
    }

    @Override
    public void close() {
        browser.quit();
        pages.stop(0);
    }
}
