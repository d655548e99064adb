package io.bascule.server.servlet;

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
        } catch (IOException | RuntimeException gone) {
            async.complete();
        }
    }

    @Override
    public void answer(Answer answer) {
        var stream = begin(answer, () -> {}, answer.body().length);
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
    public Stream stream(Answer head, Runnable gone) {
        return begin(head, gone, -1);
    }

    private Writing begin(Answer answer, Runnable gone, int length) {
        var writing = new Writing(gone);
        begun = writing;
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

    /** Reads the body; what it tells is told under its lock, by the container's thread or the first one. */
    private static final class Reading implements ReadListener {
        private final ServletInputStream in;
        private final int most;
        private final Consumer<byte[]> whole;
        private final Runnable tooLarge;
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private boolean over;

        Reading(ServletInputStream in, int most, Consumer<byte[]> whole, Runnable tooLarge) {
            this.in = in;
            this.most = most;
            this.whole = whole;
            this.tooLarge = tooLarge;
        }

        @Override
        public synchronized void onDataAvailable() throws IOException {
            byte[] some = new byte[4096];
            while (!over && in.isReady()) { // what it calls finished Grizzly has received, but we have not read
                int count = in.read(some);
                if (count < 0) {
                    onAllDataRead();
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
            }
        }

        /** What has been received and not read is read here: Grizzly says so when the last of it has come. */
        @Override
        public synchronized void onAllDataRead() throws IOException {
            byte[] some = new byte[4096];
            while (!over && in.available() > 0) {
                took(some, in.read(some));
            }
            if (!over) {
                over = true;
                whole.accept(read.toByteArray());
            }
        }

        @Override
        public synchronized void onError(Throwable left) {
            over = true;
        }
    }

    /** Writes the body: one piece at a time, and never more than the container has room for. */
    private final class Writing implements Stream, WriteListener {
        private final Runnable gone;
        private final AtomicBoolean told = new AtomicBoolean();

        /** Guarded by {@code this}, as all below. */
        private @Nullable ServletOutputStream out;

        private byte @Nullable [] piece;
        private Wire.@Nullable Completion done;
        /** Of an answer that is never flushed GlassFish forgets the status. */
        private boolean flushed;

        private boolean ending;
        private boolean over;

        Writing(Runnable gone) {
            this.gone = gone;
        }

        void listen(ServletOutputStream stream) throws IOException {
            synchronized (this) {
                out = stream;
            }
            stream.setWriteListener(this);
        }

        @Override
        public void write(byte[] bytes, Wire.Completion completion) {
            synchronized (this) {
                if (!over) {
                    piece = bytes;
                    done = completion;
                }
            }
            go();
        }

        @Override
        public void end() {
            synchronized (this) {
                ending = true;
            }
            go();
        }

        @Override
        public void onWritePossible() {
            go();
        }

        /** Goes on as far as the container has room; whoever brings news calls it. */
        private void go() {
            Wire.Completion written = null;
            Throwable failure = null;
            synchronized (this) {
                try {
                    written = advance();
                } catch (IOException | RuntimeException left) {
                    failure = left;
                }
            }
            if (failure != null) {
                fail(failure);
            } else if (written != null) {
                written.written();
            }
        }

        private Wire.@Nullable Completion advance() throws IOException {
            var to = out;
            if (over || to == null) {
                return null;
            }
            while (to.isReady()) {
                var bytes = piece;
                if (bytes != null) {
                    piece = null;
                    flushed = false;
                    to.write(bytes);
                } else if (!flushed) {
                    flushed = true;
                    to.flush();
                } else {
                    return idle();
                }
            }
            return null;
        }

        private Wire.@Nullable Completion idle() {
            var written = done;
            done = null;
            if (written == null && ending) {
                over = true;
                async.complete();
            }
            return written;
        }

        private void fail(Throwable left) {
            Wire.Completion pending;
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
                pending = done;
                done = null;
            }
            complete();
            if (pending != null) {
                pending.failed(left);
            }
            if (told.compareAndSet(false, true)) {
                gone.run();
            }
        }

        private void complete() {
            try {
                async.complete();
            } catch (RuntimeException already) { // the container has
                return;
            }
        }

        @Override
        public void onError(Throwable left) {
            fail(left);
        }

        void completed() {
            synchronized (this) {
                if (over) {
                    return;
                }
            }
            fail(new EOFException("the client left"));
        }
    }

    /** Hears from the container that the request is over. */
    private final class End implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            var writing = begun;
            if (writing != null) {
                writing.completed();
            }
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            failed(new EOFException("the container waited no longer"));
        }

        @Override
        public void onError(AsyncEvent event) {
            var why = event.getThrowable();
            failed(why == null ? new EOFException("the client left") : why);
        }

        private void failed(Throwable why) {
            var writing = begun;
            if (writing != null) {
                writing.fail(why);
            }
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
