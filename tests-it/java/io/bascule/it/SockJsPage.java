package io.bascule.it;

import io.bascule.Bascule;
import io.bascule.it.suite.Suite;
import io.bascule.it.wire.Served;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openqa.selenium.chrome.ChromeDriver;

/** The client of SockJS in a browser, on a page that has nothing but it. */
final class SockJsPage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ChromeDriver browser;

    SockJsPage(Path profile) {
        browser = PortfolioPage.browser(profile);
        browser.manage().timeouts().scriptTimeout(PATIENCE);
    }

    /** Serves the suite's services and such a page beside them. */
    static ServerUnderTest serve(Map<String, String> further) throws IOException {
        var settings = new TreeMap<>(Suite.settings());
        settings.put("hosts", "*");
        settings.putAll(further);
        return ServerUnderTest.start(settings, (Bascule bascule) -> Suite.on(bascule), SockJsPage::addPage);
    }

    private static void addPage(ServletContext context) {
        context.addServlet("page", new Page()).addMapping("/page");
    }

    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html;charset=utf-8");
            response.getWriter().write("<!doctype html><body><script src='echo/sockjs-1.6.1.min.js'></script>");
        }
    }

    /** Opens the page of {@code server}, which goes by the name {@code host} here. */
    void open(Served server, String host) {
        browser.get("http://" + host + ":" + server.port() + server.at("/page"));
    }

    /**
     * What becomes of a message that is sent to an echo by each of the transports, one after the other: the message, or
     * with what code the client was closed.
     */
    Map<String, String> echoes(Served server, String service, List<String> transports) {
        var url = "http://127.0.0.1:" + server.port() + server.at(service);
        var echoes = new LinkedHashMap<String, String>();
        for (var transport : transports) {
            echoes.put(transport, String.valueOf(browser.executeAsyncScript("""
                    const [url, transport, done] = arguments;
                    const socket = new SockJS(url, null, {transports: [transport], timeout: 8000});
                    socket.onopen = () => socket.send('one €');
                    socket.onmessage = event => {
                      done(event.data + ' by ' + socket.transport);
                      socket.onclose = null;
                      socket.close();
                    };
                    socket.onclose = event => done(event.code);
                    """, url, transport)));
        }
        return echoes;
    }

    @Override
    public void close() {
        browser.quit();
    }
}
