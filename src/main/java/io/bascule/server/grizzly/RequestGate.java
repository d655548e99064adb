package io.bascule.server.grizzly;

import io.bascule.refusal.SparseLog;
import io.bascule.time.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.util.HttpStatus;

/**
 * Lets a request through when all of it is there, head and body, so that no servlet ever waits for a client that sends
 * slowly: a thread that waits serves nobody else. What is not complete in time is cut off, what is too large is answered
 * 413.
 *
 * <p>Two filters: {@link #beforeCodec()} sees bytes arrive, the gate itself sees what they make.
 */
final class RequestGate extends BaseFilter {
    /** The largest body but for SockJS; enough for the forms of the demonstration. */
    static final int BODY_BYTES = 64 * 1024;

    /** What all bodies together may hold that have not come to their end; small ones are taken beyond that. */
    static final long ALL_BYTES = 32 * 1024 * 1024;

    private static final int SMALL_BYTES = 4 * 1024;

    private static final HttpStatus TOO_LARGE = HttpStatus.newHttpStatus(413, "Content Too Large");

    private static final Attribute<Watch> WATCH =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(RequestGate.class.getName() + ".watch");

    private final FrontFilter front;
    private final Timer timer;
    private final Duration deadline;
    private final SparseLog log;
    private final AtomicLong held = new AtomicLong();

    /** @param front answers what is refused here */
    RequestGate(FrontFilter front, Timer timer, Duration deadline, SparseLog log) {
        this.front = front;
        this.timer = timer;
        this.deadline = deadline;
        this.log = log;
    }

    /** Watches a connection from its first byte on, or from its beginning. */
    BaseFilter beforeCodec() {
        return new BaseFilter() {
            @Override
            public NextAction handleAccept(FilterChainContext context) throws IOException {
                watch(context.getConnection()).begin();
                return context.getInvokeAction();
            }

            @Override
            public NextAction handleRead(FilterChainContext context) throws IOException {
                watch(context.getConnection()).begin();
                return context.getInvokeAction();
            }

            @Override
            public NextAction handleClose(FilterChainContext context) throws IOException {
                watch(context.getConnection()).never();
                return context.getInvokeAction();
            }
        };
    }

    private Watch watch(Connection<?> connection) {
        var watch = WATCH.get(connection);
        if (watch == null) {
            watch = new Watch(connection);
            WATCH.set(connection, watch);
        }
        return watch;
    }

    /** The connection carries frames now, which are not watched here. */
    static void upgraded(Connection<?> connection) {
        WATCH.get(connection).never();
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        HttpContent content = context.getMessage();
        var watch = watch(context.getConnection());
        if (watch.isNever()) {
            return context.getInvokeAction();
        }
        var request = (HttpRequestPacket) content.getHttpHeader();
        var fault = fault(request, content);
        if (fault.isPresent()) {
            return front.refuse(
                    context, request, fault.get().status(), fault.get().why());
        }
        if (hasBody(request) && request.getUpgrade() == null && !content.isLast()) {
            return watch.hold(content.getContent().remaining())
                    ? context.getStopAction(content)
                    : full(context, request);
        }
        watch.complete();
        return context.getInvokeAction();
    }

    private NextAction full(FilterChainContext context, HttpRequestPacket request) {
        var client = request.getRemoteAddress();
        log.warn(
                "full",
                client,
                () -> "A request from " + client + " is refused with 503: bodies that have not come to their end hold "
                        + ALL_BYTES + " bytes (bascule.http.request says how long they may)");
        return front.refuse(context, request, HttpStatus.SERVICE_UNAVAILABLE_503, "the bodies of others hold all room");
    }

    /** Why a request is refused. */
    private record Fault(HttpStatus status, String why) {}

    private Optional<Fault> fault(HttpRequestPacket request, HttpContent content) {
        var framing = RequestFraming.fault(request);
        if (framing.isPresent()) {
            return framing.map(status -> new Fault(status, "it is no proper request"));
        }
        long body = Math.max(request.getContentLength(), content.getContent().remaining());
        if (body > BODY_BYTES && body > front.sockJsBytes(request)) {
            return Optional.of(new Fault(TOO_LARGE, "it has a body"));
        }
        if (request.containsHeader("Expect")) {
            return Optional.of(new Fault(HttpStatus.EXPECTATION_FAILED_417, "it has an Expect"));
        }
        if (hasBody(request)
                && request.getUpgrade() != null
                && !request.getUpgrade().equalsIgnoreCase("websocket")) {
            // Where such a body ends is not known.
            return Optional.of(new Fault(HttpStatus.BAD_REQUEST_400, "it has a body and an Upgrade"));
        }
        return Optional.empty();
    }

    private static boolean hasBody(HttpRequestPacket request) {
        return request.getContentLength() > 0 || request.isChunked();
    }

    /** How long one connection has been sending its request. */
    private final class Watch {
        private final Connection<?> connection;
        /** Guarded by {@code this}, as all below. */
        private Timer.Appointment cut = () -> {};

        private boolean begun;
        private boolean never;
        /** How many bytes of a body it holds. */
        private int holds;

        Watch(Connection<?> connection) {
            this.connection = connection;
        }

        synchronized void begin() {
            if (!begun && !never) {
                begun = true;
                cut = timer.after(deadline, connection::terminateSilently);
            }
        }

        synchronized void complete() {
            begun = false;
            cut.cancel();
            release();
        }

        /** Whether there is room for the {@code bytes} that have come of a body. */
        synchronized boolean hold(int bytes) {
            if (never) {
                return true; // it is gone already
            }
            long all = held.addAndGet(bytes - holds);
            holds = bytes;
            return all <= ALL_BYTES || bytes <= SMALL_BYTES;
        }

        private void release() {
            held.addAndGet(-holds);
            holds = 0;
        }

        synchronized void never() {
            never = true;
            cut.cancel();
            release();
        }

        synchronized boolean isNever() {
            return never;
        }
    }
}
