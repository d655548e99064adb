package io.bascule.it.servers;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import java.io.IOException;
import java.time.Duration;

/** A client with an HTTP session in an application that has a {@link SessionServlet}. */
record SessionClient(Site site, String cookie) {
    /** Of the applications that have the servlet, the endpoint that echoes. */
    private static final String ECHO = "/test/speaking";

    /** Makes a session that lives for so long without a request. */
    static SessionClient create(Site site, int seconds) throws IOException {
        return of(site, ask(site, "create&seconds=" + seconds, ""));
    }

    private static SessionClient of(Site site, RawHttp.Answer answer) {
        return new SessionClient(site, "Cookie: " + answer.header("Set-Cookie").split(";", 2)[0]);
    }

    /** With another id for the same session, as after a login. */
    SessionClient renamed() throws IOException {
        return of(site, ask("rename"));
    }

    /** Asks the servlet. */
    RawHttp.Answer ask(String what) throws IOException {
        return ask(site, what, cookie + "\n");
    }

    private static RawHttp.Answer ask(Site site, String what, String cookie) throws IOException {
        return RawHttp.ask(
                site.port(),
                "GET " + site.at("/http-session?do=" + what) + " HTTP/1.1\nHost: 127.0.0.1:" + site.port() + "\n"
                        + cookie + "\n");
    }

    /** A connection that comes in with the session; it echoes by now, and waits for frames with {@code patience}. */
    RawWebSocket open(Duration patience) throws IOException {
        var opened = RawWebSocket.open(
                RawSocket.connect(site.port(), patience), site.upgrade(ECHO).with(cookie));
        opened.text("open?");
        opened.expectText("open?");
        return opened;
    }
}
