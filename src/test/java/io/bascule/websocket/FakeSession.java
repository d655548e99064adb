package io.bascule.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A container's session: writes down what it is asked for, and ends each send as it is told. */
final class FakeSession {
    private static final SendResult OK = new SendResult();

    private final List<String> seen = new ArrayList<>();
    private final Deque<SendHandler> held = new ArrayDeque<>();
    private boolean holding;
    private boolean throwing;
    private boolean refusingToClose;
    private Consumer<CloseReason> closed = reason -> {};
    private Runnable whenFlushed = () -> {};
    private long sendTimeout = -1;
    private final Map<String, Object> properties = new HashMap<>();
    private boolean gathers;
    private boolean gathering;
    private boolean breaking;

    /** Gathers frames when asked to. */
    FakeSession gathering() {
        gathers = true;
        return this;
    }

    /** Runs {@code meanwhile} in the next flushes, as long as those take. */
    void whenFlushed(Runnable meanwhile) {
        whenFlushed = meanwhile;
    }

    /** The next that ends gathering waits for its turn in vain. */
    void breaking() {
        breaking = true;
    }

    Map<String, Object> properties() {
        return Map.copyOf(properties);
    }

    void forget() {
        seen.clear();
    }

    /** The container's own limit of a send. */
    FakeSession sendTimeout(long milliseconds) {
        sendTimeout = milliseconds;
        return this;
    }

    /** From now on a send ends when {@link #complete()} or {@link #fail} is called. */
    FakeSession holding() {
        holding = true;
        return this;
    }

    /** From now on everything that sends throws. */
    FakeSession throwing() {
        throwing = true;
        return this;
    }

    FakeSession refusingToClose() {
        refusingToClose = true;
        return this;
    }

    /** Has {@code told} called from inside the close, as Tyrus does. */
    void whenClosed(Consumer<CloseReason> told) {
        closed = told;
    }

    SendHandler released() {
        return held.remove();
    }

    void complete() {
        released().onResult(OK);
    }

    void fail(Throwable cause) {
        released().onResult(new SendResult(cause));
    }

    List<String> seen() {
        return List.copyOf(seen);
    }

    Session session() {
        return (Session) Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(),
                new Class<?>[] {Session.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getAsyncRemote" -> remote();
                    case "getBasicRemote" -> basic();
                    case "getUserProperties" -> properties;
                    case "setMaxIdleTimeout" -> saw("IDLE " + arguments[0]);
                    case "close" -> close((CloseReason) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private @Nullable Object close(CloseReason reason) throws IOException {
        if (refusingToClose) {
            throw new IOException("gone");
        }
        saw(("CLOSE " + reason.getCloseCode().getCode() + " " + reason.getReasonPhrase()).strip());
        closed.accept(reason);
        return null;
    }

    private RemoteEndpoint.Async remote() {
        return (RemoteEndpoint.Async) Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(),
                new Class<?>[] {RemoteEndpoint.Async.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getSendTimeout" -> sendTimeout;
                    case "setSendTimeout" -> saw("SEND TIMEOUT " + arguments[0]);
                    case "setBatchingAllowed" -> gather((boolean) arguments[0]);
                    case "sendText" -> send("TEXT " + arguments[0], (SendHandler) arguments[1]);
                    case "sendBinary" -> send("BINARY " + hex((ByteBuffer) arguments[0]), (SendHandler) arguments[1]);
                    case "sendPing" -> send("PING " + hex((ByteBuffer) arguments[0]), result -> {});
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private RemoteEndpoint.Basic basic() {
        return (RemoteEndpoint.Basic) Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(),
                new Class<?>[] {RemoteEndpoint.Basic.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "setBatchingAllowed" -> gather((boolean) arguments[0]);
                    case "getBatchingAllowed" -> gathering;
                    case "flushBatch" -> flush();
                    case "sendText" -> block("TEXT " + arguments[0]);
                    case "sendBinary" -> block("BINARY " + hex((ByteBuffer) arguments[0]));
                    case "sendPing" -> block("PING " + hex((ByteBuffer) arguments[0]));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private @Nullable Object gather(boolean allowed) throws IOException {
        if (breaking) {
            breaking = false;
            throw new IOException("dropped");
        }
        gathering = gathers && allowed;
        return gathers ? saw(allowed ? "GATHER" : "GATHER NO MORE") : null;
    }

    private @Nullable Object flush() {
        whenFlushed.run();
        return saw("FLUSH");
    }

    private @Nullable Object block(String what) {
        if (throwing) {
            throw new IllegalStateException("TEXT_FULL_WRITING");
        }
        return saw("BLOCKING " + what);
    }

    private @Nullable Object send(String what, SendHandler handler) {
        if (throwing) {
            throw new IllegalStateException("TEXT_FULL_WRITING");
        }
        saw(what);
        if (holding && !what.startsWith("PING")) {
            held.add(handler);
        } else {
            handler.onResult(OK);
        }
        return null;
    }

    /** Liberty reaches for the array, and never completes a send of a buffer that is read-only. */
    private static String hex(ByteBuffer bytes) {
        if (!bytes.hasArray()) {
            throw new ReadOnlyBufferException();
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private @Nullable Object saw(String what) {
        seen.add(what);
        return null;
    }
}
