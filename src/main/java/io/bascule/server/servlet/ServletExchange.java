package io.bascule.server.servlet;

import io.bascule.connection.Lane;
import io.bascule.connection.Wire;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.sockjs.HttpExchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One servlet request as SockJS sees it: asynchronous from the first moment, read and written without blocking (Servlet 6.0
 * section 2.3.3.3 and 5.7).
 *
 * <p>The container is not touched any more once the answer has ended, whoever finds out: some of them have given its
 * objects to the next request by then.
 */
public final class ServletExchange implements HttpExchange {
    private final HandshakeRequest request;
    private final String contextPath;
    private final HttpServletRequest http;
    private final HttpServletResponse response;
    private final AsyncContext async;
    private final boolean tellsFirst;
    /** Whoever answers writes, the container's threads read. */
    private volatile @Nullable Writing begun;

    private volatile Runnable gone = () -> {};
    private final AtomicBoolean told = new AtomicBoolean();
    /** Whether the container is not to be touched any more; whoever finds out writes. */
    private volatile boolean over;

    /**
     * Takes over {@code http}, whose filters and servlet must all be {@code asyncSupported}.
     *
     * @param tellsFirst whether the container tells a listener of what can be read already; Grizzly does not
     */
    public ServletExchange(
            HandshakeRequest request, HttpServletRequest http, HttpServletResponse response, boolean tellsFirst) {
        this.request = request;
        this.tellsFirst = tellsFirst;
        this.contextPath = http.getContextPath();
        this.http = http;
        this.response = response;
        this.async = http.startAsync(http, response);
        async.setTimeout(0);
        async.addListener(new End()); // which is allowed only here
    }

    @Override
    public HandshakeRequest request() {
        return request;
    }

    @Override
    public String contextPath() {
        return contextPath;
    }

    @Override
    public void body(int most, Consumer<byte[]> whole, Runnable tooLarge) {
        if (http.getContentLengthLong() > most) {
            tooLarge.run();
            return;
        }
        try {
            var in = http.getInputStream();
            var reading = new Reading(in, most, whole, tooLarge);
            in.setReadListener(reading);
            if (!tellsFirst) {
                reading.onDataAvailable();
            }
        } catch (IOException | RuntimeException left) {
            left(left);
        }
    }

    @Override
    public void answer(Answer answer) {
        var stream = begin(answer, answer.body().length);
        if (answer.body().length == 0) {
            stream.end();
            return;
        }
        stream.write(answer.body(), new Wire.Completion() {
            @Override
            public void written() {
                stream.end();
            }

            @Override
            public void failed(Throwable cause) {
                stream.end();
            }
        });
    }

    @Override
    public void whenGone(Runnable then) {
        gone = then;
        if (told.get()) { // before anybody wanted to know
            then.run();
        }
    }

    /** The client has left, or the container says so. */
    private void left(Throwable why) {
        var writing = begun;
        if (writing == null) {
            complete();
            over = true;
            tellGone();
        } else {
            writing.fail(why);
        }
    }

    private void complete() {
        if (over) {
            return;
        }
        try {
            async.complete();
        } catch (RuntimeException already) { // the container has
            return;
        }
    }

    private void tellGone() {
        if (told.compareAndSet(false, true)) {
            gone.run();
        }
    }

    @Override
    public Stream stream(Answer head) {
        return begin(head, -1);
    }

    private Writing begin(Answer answer, int length) {
        var writing = new Writing();
        begun = writing;
        if (over) { // the container's objects are another request's by now
            writing.fail(new EOFException("the client left"));
            return writing;
        }
        try {
            response.setStatus(answer.status());
            answer.headers().forEach((name, value) -> {
                if (name.equals("Content-Type")) {
                    response.setContentType(value);
                } else {
                    response.setHeader(name, value);
                }
            });
            if (length >= 0 && answer.status() != 204 && answer.status() != 304) {
                response.setContentLength(length);
            }
            writing.listen(response.getOutputStream());
        } catch (IOException | RuntimeException left) {
            writing.fail(left);
        }
        return writing;
    }

    /** Reads the body; what it tells is told in its events. */
    private final class Reading implements ReadListener {
        private final ServletInputStream in;
        private final int most;
        private final Consumer<byte[]> whole;
        private final Runnable tooLarge;
        /** What the request says; -1 where it says nothing. */
        private final long length = http.getContentLengthLong();

        private final Lane events = Lane.inline();

        /** In {@code events} only, as all below. */
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();

        private boolean over;

        Reading(ServletInputStream in, int most, Consumer<byte[]> whole, Runnable tooLarge) {
            this.in = in;
            this.most = most;
            this.whole = whole;
            this.tooLarge = tooLarge;
        }

        @Override
        public void onDataAvailable() {
            events.execute(() -> {
                try {
                    takeAll();
                } catch (IOException | RuntimeException left) {
                    leave(left);
                }
            });
        }

        private void leave(Throwable left) {
            over = true;
            ServletExchange.this.left(left);
        }

        private void takeAll() throws IOException {
            byte[] some = new byte[4096];
            while (!over && in.isReady()) { // what it calls finished Grizzly has received, but we have not read
                int count = in.read(some);
                if (count < 0) {
                    finish();
                } else {
                    took(some, count);
                }
            }
        }

        private void took(byte[] some, int count) {
            read.write(some, 0, count);
            if (read.size() > most) {
                over = true;
                tooLarge.run();
            } else if (read.size() == length) {
                finish(); // asked for more, Tomcat gets lost in the request behind this one
            }
        }

        private void finish() {
            if (!over) {
                over = true;
                whole.accept(read.toByteArray());
            }
        }

        @Override
        public void onAllDataRead() {
            events.execute(this::takeRest);
        }

        /** Grizzly tells that the last of it has come, where others tell that it has been read. */
        private void takeRest() {
            byte[] some = new byte[4096];
            try {
                while (!over && in.available() > 0) {
                    took(some, in.read(some));
                }
                finish();
            } catch (IOException | RuntimeException left) {
                leave(left);
            }
        }

        @Override
        public void onError(Throwable left) {
            events.execute(() -> leave(left));
        }
    }

    /** Writes the body: one piece at a time, and never more than the container has room for. */
    private final class Writing implements Stream, WriteListener {
        private final Lane events = Lane.inline();

        /** In {@code events} only, as all below. */
        private @Nullable ServletOutputStream out;

        private byte @Nullable [] piece;
        private Wire.@Nullable Completion done;
        private boolean flushed = true;
        /** Whether there was anything to write. */
        private boolean wrote;

        private boolean ending;
        private boolean ended;

        void listen(ServletOutputStream stream) throws IOException {
            stream.setWriteListener(this);
            events.execute(() -> {
                out = stream;
                go();
            });
        }

        @Override
        public void write(byte[] bytes, Wire.Completion completion) {
            events.execute(() -> {
                if (ended) {
                    completion.failed(new EOFException("the client left"));
                    return;
                }
                piece = bytes;
                done = completion;
                go();
            });
        }

        @Override
        public void end() {
            events.execute(() -> {
                ending = true;
                flushed &= wrote; // of an answer that is never flushed GlassFish forgets the status
                go();
            });
        }

        @Override
        public void cut() {
            fail(new EOFException("the client does not read"));
        }

        @Override
        public void onWritePossible() {
            events.execute(this::go);
        }

        /** Goes on as far as the container has room; whoever brings news calls it. */
        private void go() {
            try {
                advance();
            } catch (IOException | RuntimeException left) {
                failed(left);
            }
        }

        private void advance() throws IOException {
            var to = out;
            while (!ended && to != null && to.isReady()) {
                var bytes = piece;
                if (bytes != null) {
                    piece = null;
                    wrote = true;
                    flushed = false;
                    to.write(bytes);
                } else if (!flushed) {
                    flushed = true;
                    to.flush();
                } else {
                    idle();
                    return;
                }
            }
        }

        private void idle() {
            var written = done;
            if (written != null) {
                done = null;
                written.written();
            } else if (ending) {
                ended = true;
                async.complete();
            }
        }

        void fail(Throwable left) {
            events.execute(() -> failed(left));
        }

        private void failed(Throwable left) {
            if (ended) {
                return;
            }
            ended = true;
            complete();
            var pending = done;
            if (pending != null) {
                pending.failed(left);
            }
            tellGone();
        }

        @Override
        public void onError(Throwable left) {
            fail(left);
        }
    }

    /** Hears from the container that the request is over. */
    private final class End implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            left(new EOFException("the client left"));
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            left(new EOFException("the container waited no longer"));
        }

        @Override
        public void onError(AsyncEvent event) {
            var why = event.getThrowable();
            left(why == null ? new EOFException("the client left") : why);
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
