package io.bascule.server.grizzly;

import io.bascule.Bascule;
import io.bascule.handshake.EndpointTable;
import io.bascule.handshake.HandshakeOutcome;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.refusal.Refusal.Step;
import io.bascule.time.Timer;
import io.bascule.websocket.OtherEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpPacket;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.util.FastHttpDateFormat;
import org.glassfish.grizzly.http.util.HttpStatus;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.utils.IdleTimeoutFilter;
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.WebSocketEngine;

/**
 * Sees every request before servlets and Tyrus do: takes the snapshot, has the handshake decided, refuses or upgrades;
 * after that {@link FrameFilter} sees what comes. Stands in the filter chain just before Grizzly's
 * {@code HttpServerFilter}.
 *
 * <p>Called on Grizzly's workers, for one connection never twice at once; {@link #handleClose} also on selectors.
 */
final class FrontFilter extends BaseFilter {
    private static final Logger LOG = System.getLogger(FrontFilter.class.getName());

    private static final String AMBIGUOUS_PATH = "This path can be read in two ways.\n";

    /** Those that Grizzly has no phrase for. */
    private static final Map<Integer, String> PHRASES =
            Map.of(426, "Upgrade Required", 429, "Too Many Requests", 431, "Request Header Fields Too Large");

    private final Bascule bascule;
    private final TyrusContainer tyrus;
    private final HttpSessions sessions;
    private final String contextPath;
    private final Timer timer;
    private final AtEndOfRead turn;
    private final FrameFilter frames;
    /** Any thread writes. */
    private volatile boolean stopping;

    FrontFilter(
            Bascule bascule,
            TyrusContainer tyrus,
            HttpSessions sessions,
            String contextPath,
            AtEndOfRead turn,
            FrameFilter frames) {
        this.bascule = bascule;
        this.tyrus = tyrus;
        this.sessions = sessions;
        this.contextPath = contextPath;
        this.timer = bascule.timer();
        this.turn = turn;
        this.frames = frames;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        return request(context, context.getMessage());
    }

    /** From now on all requests, handshakes among them, are answered 503. */
    void stop() {
        stopping = true;
    }

    /** Another part of the server refuses this request before it comes here; an opening handshake is told of. */
    void refused(HttpRequestPacket packet, int status, String why) {
        var request = snapshot(packet, HttpSessionSource.NONE);
        if (request.mayUpgrade()) {
            bascule.refused(request, Step.REQUEST, new HandshakeOutcome.Refused(status, Map.of(), "", why, ""));
        }
    }

    /** How many bytes a request may bring to SockJS; 0 where it is for somebody else. */
    int sockJsBytes(HttpRequestPacket packet) {
        return bascule.sockJs().bodyBytes(snapshot(packet, HttpSessionSource.NONE));
    }

    /** Answers a request that comes no further, without a body, and closes its connection; a handshake is told of. */
    NextAction refuse(FilterChainContext context, HttpRequestPacket packet, HttpStatus status, String why) {
        refused(packet, status.getStatusCode(), why);
        var refused = new HandshakeOutcome.Refused(status.getStatusCode(), Map.of(), "", why, "");
        return end(context, packet, status.getReasonPhrase(), refused);
    }

    private NextAction request(FilterChainContext context, HttpContent content) {
        var packet = (HttpRequestPacket) content.getHttpHeader();
        if (stopping) {
            return refuse(context, packet, 503, "The server is stopping.\n");
        }
        var session = sessions.of(packet);
        var request = snapshot(packet, session);
        if (bascule.sockJs().isFor(request)) {
            if (isUnclear(packet)) {
                return refuse(context, packet, 404, ""); // as SockJS would; Grizzly does not bring it there
            }
            packet.setAttribute(SockJsFilter.REQUEST, request);
            return context.getInvokeAction();
        }
        var outcome = bascule.decide(request);
        if (outcome.isEmpty()) {
            return isUnclear(packet) ? refuse(context, packet, 400, AMBIGUOUS_PATH) : context.getInvokeAction();
        }
        return outcome.get() instanceof HandshakeOutcome.Accepted accepted
                ? upgrade(context, content, accepted, session)
                : refuse(context, packet, (HandshakeOutcome.Refused) outcome.get());
    }

    /** Whether servlets might read the path in another way, or Grizzly not at all. */
    private static boolean isUnclear(HttpRequestPacket packet) {
        var path = rawPath(packet);
        return EndpointTable.isAmbiguous(path) || !EndpointTable.isText(path);
    }

    private NextAction upgrade(
            FilterChainContext context,
            HttpContent content,
            HandshakeOutcome.Accepted accepted,
            HttpSessions.CookieSession session) {
        var packet = (HttpRequestPacket) content.getHttpHeader();
        @SuppressWarnings("unchecked") // the transport is TCP
        Connection<SocketAddress> connection = context.getConnection();
        var reader = new FrameReader(
                connection,
                ShortWay.into((NIOConnection) context.getConnection()),
                timer,
                turn,
                bascule.limits(accepted));
        try {
            var upgraded = bascule.admit(accepted, reader)
                    .around(() -> upgrade(context, packet, accepted.path(), reader, session));
            if (upgraded) {
                // A client that does not wait for our answer has sent its first frames along.
                return reader.read(context, content.getContent().toByteBuffer());
            }
            accepted.place().unopened();
            var why = "Tyrus knows no endpoint " + accepted.handshake().endpoint();
            return refuse(context, packet, refusedPath(accepted, 404, "There is no WebSocket here.\n", why));
        } catch (OtherEndpoint ambiguous) {
            var why = "Tyrus reads the path otherwise";
            return refuse(context, packet, refusedPath(accepted, 400, AMBIGUOUS_PATH, why));
        } catch (Exception failed) {
            LOG.log(Level.ERROR, "The handshake of " + accepted.handshake().endpoint() + " failed", failed);
            return refuse(context, packet, 500, "");
        }
    }

    private HandshakeOutcome.Refused refusedPath(
            HandshakeOutcome.Accepted accepted, int status, String body, String why) {
        return bascule.refused(
                accepted.handshake().request(),
                Step.PATH,
                new HandshakeOutcome.Refused(status, Map.of(), body, why, ""));
    }

    private boolean upgrade(
            FilterChainContext context,
            HttpRequestPacket packet,
            String path,
            FrameReader reader,
            HttpSessions.CookieSession session) {
        var response = new TyrusUpgradeResponse();
        var info = tyrus.upgrade(packet, path, headers(packet), response);
        if (info.getStatus() != WebSocketEngine.UpgradeStatus.SUCCESS) {
            return false;
        }
        @SuppressWarnings("unchecked") // the transport is TCP
        Connection<SocketAddress> connection = context.getConnection();
        FrameFilter.watch(connection, reader);
        RequestGate.upgraded(connection);
        AnswerGate.over(connection);
        IdleTimeoutFilter.setCustomTimeout(connection, -1, TimeUnit.SECONDS); // the idle time of HTTP is over
        answer(context, packet, response, session);
        frames.takeOver(connection);
        turn.around(() -> reader.upgraded(
                info.createConnection(reader.channel().tyrusWriter(), reason -> connection.closeSilently())));
        return true;
    }

    private void answer(
            FilterChainContext context,
            HttpRequestPacket packet,
            UpgradeResponse response,
            HttpSessions.CookieSession session) {
        var answer = packet.getResponse();
        answer.setProtocol(Protocol.HTTP_1_1);
        answer.setStatus(101);
        answer.setReasonPhrase("Switching Protocols");
        response.getHeaders().forEach((name, values) -> values.forEach(value -> answer.addHeader(name, value)));
        session.setCookie().ifPresent(cookie -> answer.addHeader("Set-Cookie", cookie));
        completeCookies(answer); // handleWrite does not see what this filter itself writes
        context.write(HttpContent.builder(answer).build());
    }

    private static NextAction refuse(FilterChainContext context, HttpRequestPacket packet, int status, String body) {
        return refuse(context, packet, new HandshakeOutcome.Refused(status, Map.of(), body, "", ""));
    }

    private static NextAction refuse(
            FilterChainContext context, HttpRequestPacket packet, HandshakeOutcome.Refused refused) {
        var standard = HttpStatus.getHttpStatus(refused.status()).getReasonPhrase();
        return end(context, packet, PHRASES.getOrDefault(refused.status(), standard), refused);
    }

    private static NextAction end(
            FilterChainContext context, HttpRequestPacket packet, String phrase, HandshakeOutcome.Refused refused) {
        byte[] body = refused.body().getBytes(StandardCharsets.UTF_8);
        HttpResponsePacket answer = packet.getResponse();
        answer.setProtocol(Protocol.HTTP_1_1);
        answer.setStatus(refused.status());
        answer.setReasonPhrase(phrase);
        refused.headers().forEach(answer::setHeader);
        answer.setHeader("Connection", "close");
        answer.setHeader("Date", FastHttpDateFormat.getCurrentDate());
        if (body.length > 0) {
            // Not with setContentType: Grizzly leaves that out of the answer to a request that asked for an upgrade.
            answer.getHeaders().setValue("Content-Type").setString("text/plain;charset=utf-8");
        }
        answer.setContentLength(body.length);
        var content = Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, body);
        context.write(HttpContent.builder(answer).content(content).last(true).build());
        context.getConnection().closeSilently();
        return context.getStopAction();
    }

    @Override
    public NextAction handleWrite(FilterChainContext context) throws IOException {
        if (context.getMessage() instanceof HttpPacket part // the head alone, where that is flushed before a body
                && part.getHttpHeader() instanceof HttpResponsePacket answer
                && !answer.isCommitted()) {
            Optional.ofNullable(PHRASES.get(answer.getStatus())).ifPresent(answer::setReasonPhrase);
            completeCookies(answer);
            keepType(answer);
        }
        return context.getInvokeAction();
    }

    /** Grizzly leaves it out of an answer without a body; some browsers take a 204 without it for broken XML. */
    private static void keepType(HttpResponsePacket answer) {
        var type = answer.getContentType();
        if (answer.getStatus() == 204 && type != null) {
            answer.getHeaders().setValue("Content-Type").setString(type);
        }
    }

    /** Those that do not say it themselves: Grizzly's cookies know no SameSite. */
    private void completeCookies(HttpResponsePacket answer) {
        if (!answer.containsHeader("Set-Cookie")) {
            return;
        }
        boolean secure = bascule.ownOrigin(snapshot(answer.getRequest(), HttpSessionSource.NONE))
                .filter(own -> own.scheme().equals("https"))
                .isPresent();
        var headers = answer.getHeaders();
        for (int at = headers.indexOf("Set-Cookie", 0); at >= 0; at = headers.indexOf("Set-Cookie", at + 1)) {
            var cookie = headers.getValue(at).toString();
            if (!cookie.contains("; SameSite=")) {
                headers.getValue(at).setString(cookie + (secure ? "; Secure" : "") + "; SameSite=Lax");
            }
        }
    }

    @Override
    public NextAction handleClose(FilterChainContext context) throws IOException {
        FrameFilter.gone(context.getConnection());
        return context.getInvokeAction();
    }

    HandshakeRequest snapshot(HttpRequestPacket packet, HttpSessionSource session) {
        var headers = headers(packet);
        return new HandshakeRequest(
                packet.getMethod().getMethodString(),
                packet.getProtocolString(),
                pathInContext(rawPath(packet)),
                Optional.ofNullable(packet.getQueryString()).orElse(""),
                headers,
                packet.getRemoteAddress(),
                packet.getLocalPort(),
                packet.isSecure(),
                Optional.empty(),
                session);
    }

    private static Map<String, List<String>> headers(HttpRequestPacket packet) {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (var name : packet.getHeaders().names()) {
            var lines = new ArrayList<String>();
            for (var line : packet.getHeaders().values(name)) {
                if (line != null) { // as where Grizzly stopped in the midst of it
                    lines.add(line.strip());
                }
            }
            headers.put(name, lines);
        }
        return headers;
    }

    /** The path as the client wrote it, also where it wrote the whole URL (RFC 9112 section 3.2.2). */
    private static String rawPath(HttpRequestPacket packet) {
        var target = packet.getRequestURIRef().getOriginalRequestURIBC().toString();
        int scheme = target.indexOf("://");
        if (target.startsWith("/") || scheme < 0) {
            return target;
        }
        int slash = target.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : target.substring(slash);
    }

    /** A path outside our context is shown as one that no endpoint has. */
    private String pathInContext(String path) {
        return path.startsWith(contextPath + "/") ? path.substring(contextPath.length()) : "//" + path;
    }
}
