package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSession.Receiptable;
import org.springframework.messaging.simp.stomp.StompSession.Subscription;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import org.springframework.web.socket.sockjs.client.SockJsClient;
import org.springframework.web.socket.sockjs.client.Transport;

/** Spring's STOMP client on Tyrus, connected; what it is told waits to be asked for. */
final class SpringClient implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;
    private static final int LARGEST = 2 << 20;

    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    private final BlockingQueue<Received> errors = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> losses = new LinkedBlockingQueue<>();
    private final AtomicInteger receipts = new AtomicInteger();
    private final StompSession session;

    /** A MESSAGE or ERROR. */
    record Received(StompHeaders headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String ackId() {
            return Objects.requireNonNull(headers.getAck());
        }
    }

    /** What has come for one subscription. */
    static final class Inbox implements StompFrameHandler {
        private final BlockingQueue<Received> messages = new LinkedBlockingQueue<>();

        @Override
        public Type getPayloadType(StompHeaders headers) {
            return byte[].class;
        }

        @Override
        public void handleFrame(StompHeaders headers, @Nullable Object body) {
            messages.add(new Received(headers, body == null ? new byte[0] : (byte[]) body));
        }

        Received next() throws InterruptedException {
            return await(messages, "a message");
        }

        boolean isEmpty() {
            return messages.isEmpty();
        }
    }

    /** Hears what is about no subscription. */
    private final class Listener extends StompSessionHandlerAdapter {
        @Override
        public Type getPayloadType(StompHeaders headers) {
            return byte[].class;
        }

        @Override
        public void handleFrame(StompHeaders headers, @Nullable Object body) {
            errors.add(new Received(headers, body == null ? new byte[0] : (byte[]) body));
        }

        @Override
        public void handleException(
                StompSession unused,
                @Nullable StompCommand command,
                StompHeaders headers,
                byte[] body,
                Throwable failed) {
            losses.add(failed);
        }

        @Override
        public void handleTransportError(StompSession unused, Throwable lost) {
            losses.add(lost);
        }
    }

    private SpringClient(URI server, WebSocketClient carrier, long heartBeat) throws Exception {
        scheduler.initialize();
        var client = new WebSocketStompClient(carrier);
        client.setTaskScheduler(scheduler);
        client.setDefaultHeartbeat(new long[] {heartBeat, heartBeat});
        client.setInboundMessageSizeLimit(LARGEST);
        client.setOutboundMessageSizeLimit(LARGEST);
        session = client.connectAsync(server, new WebSocketHttpHeaders(), new StompHeaders(), new Listener())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** A client that has its CONNECTED, without heart-beats. */
    static SpringClient connect(int port) throws Exception {
        return beating(port, 0);
    }

    /** The same over SockJS, by one of Spring's transports for it. */
    static SpringClient overSockJs(int port, Transport transport) throws Exception {
        return new SpringClient(
                URI.create("http://127.0.0.1:" + port + ConformanceStompOverSockJs.PATH),
                new SockJsClient(List.of(transport)),
                0);
    }

    /** The same with heart-beats both ways, in milliseconds. */
    static SpringClient beating(int port, long heartBeat) throws Exception {
        return new SpringClient(
                URI.create("ws://127.0.0.1:" + port + ConformanceStomp.PATH), new StandardWebSocketClient(), heartBeat);
    }

    private static <T> T await(BlockingQueue<T> queue, String what) throws InterruptedException {
        var next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, () -> what + " should have come");
        return next;
    }

    /** Subscribes, and returns when the server has taken it. */
    Inbox subscribe(String destination, String ack) throws InterruptedException {
        var inbox = new Inbox();
        awaitReceipt(subscription(destination, ack, inbox));
        return inbox;
    }

    Inbox subscribe(String destination) throws InterruptedException {
        return subscribe(destination, "auto");
    }

    private Subscription subscription(String destination, String ack, Inbox inbox) {
        var headers = new StompHeaders();
        headers.setDestination(destination);
        headers.setAck(ack);
        headers.setReceipt(receipt());
        return session.subscribe(headers, inbox);
    }

    /** Each has a name of its own: Spring forgets a receipt by its name, a moment after it has told of it. */
    private String receipt() {
        return "receipt-" + receipts.incrementAndGet();
    }

    private static void awaitReceipt(Receiptable what) throws InterruptedException {
        var told = new LinkedBlockingQueue<String>();
        what.addReceiptTask(() -> told.add("received"));
        await(told, "a receipt");
    }

    void send(String destination, String text) {
        var headers = new StompHeaders();
        headers.setDestination(destination);
        headers.setContentType(MimeTypeUtils.TEXT_PLAIN);
        session.send(headers, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends as Spring does bytes: in a binary WebSocket message. */
    void sendBinary(String destination, byte[] bytes) {
        var headers = new StompHeaders();
        headers.setDestination(destination);
        headers.setContentType(MimeTypeUtils.APPLICATION_OCTET_STREAM);
        session.send(headers, bytes);
    }

    /** Sends {@code text}, and returns when the server has a receipt for it. */
    void sendAndAwait(String destination, String text) throws InterruptedException {
        var headers = new StompHeaders();
        headers.setDestination(destination);
        headers.setReceipt(receipt());
        awaitReceipt(session.send(headers, text.getBytes(StandardCharsets.UTF_8)));
    }

    void sendIn(String transaction, String destination) {
        var headers = new StompHeaders();
        headers.setDestination(destination);
        headers.set("transaction", transaction);
        try {
            session.send(headers, new byte[0]);
        } catch (MessageDeliveryException written) {
            // Tyrus's client fails if the server has closed before it returns from writing
        }
    }

    void ack(Received message) {
        session.acknowledge(message.ackId(), true);
    }

    void nack(Received message) {
        session.acknowledge(message.ackId(), false);
    }

    Received error() throws InterruptedException {
        return await(errors, "an ERROR");
    }

    /** Why the connection was lost, as Spring has it. */
    Throwable loss() throws InterruptedException {
        return await(losses, "the loss of the connection");
    }

    /** Fails unless the connection stays for {@code seconds}. */
    void staysFor(int seconds) throws InterruptedException {
        assertNull(losses.poll(seconds, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
        try {
            session.disconnect();
        } catch (IllegalStateException | MessageDeliveryException gone) {
            // the server has closed it
        }
        scheduler.shutdown();
    }
}
