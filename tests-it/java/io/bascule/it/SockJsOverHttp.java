package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A client of SockJS as sockjs-client is one, without a browser: it goes where {@code /info} tells it to. */
public final class SockJsOverHttp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String session;
    private final String transport;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    /** Completes with the status of the answer, or the frame, that ended it. */
    private final CompletableFuture<String> end = new CompletableFuture<>();

    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Thread thread = new Thread(this::receive, "sockjs over http");
    private volatile boolean closed;

    private SockJsOverHttp(String service, String transport, UnaryOperator<String> change) throws Exception {
        var info = JSON.readTree(
                http.send(request(service + "/info"), BodyHandlers.ofString()).body());
        this.session = change.apply(info.get("base_url").asText()) + "/000/" + Long.toString(System.nanoTime(), 36);
        this.transport = transport;
    }

    /** Opens a session; {@code transport} is {@code xhr} or {@code xhr_streaming}. */
    static SockJsOverHttp open(String service, String transport) throws Exception {
        return open(service, transport, UnaryOperator.identity());
    }

    /** The same, which sends its requests elsewhere than it is told. */
    public static SockJsOverHttp open(String service, String transport, UnaryOperator<String> change) throws Exception {
        var client = new SockJsOverHttp(service, transport, change);
        client.thread.setDaemon(true);
        client.thread.start();
        client.opened.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return client;
    }

    private static HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
    }

    private HttpRequest post(String transport, String body) {
        return HttpRequest.newBuilder(URI.create(session + "/" + transport))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** Where its requests go: the URL of the session. */
    String session() {
        return session;
    }

    private void receive() {
        try {
            while (!closed && !end.isDone()) {
                var answer = http.send(post(transport, ""), BodyHandlers.ofLines());
                if (answer.statusCode() != 200) {
                    end.complete(Integer.toString(answer.statusCode()));
                }
                take(answer.body());
            }
        } catch (IOException | InterruptedException | RuntimeException cut) {
            end.complete(cut.toString());
        }
    }

    private void take(Stream<String> frames) throws JsonProcessingException {
        for (var frame : (Iterable<String>) frames::iterator) {
            if (frame.startsWith("a")) {
                messages.addAll(List.of(JSON.readValue(frame.substring(1), String[].class)));
            } else if (frame.equals("o")) {
                opened.complete(null);
            } else if (frame.startsWith("c")) {
                end.complete(frame);
            }
        }
    }

    /** Sends messages in one request, which must be taken. */
    public void send(List<String> some) throws Exception {
        var answer = http.send(post("xhr_send", JSON.writeValueAsString(some)), BodyHandlers.discarding());
        assertEquals(204, answer.statusCode(), session);
    }

    /** The next message. */
    public String next() throws InterruptedException {
        var message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(
                message,
                () -> "nothing came within " + PATIENCE.toSeconds() + " s; it has ended with: "
                        + end.getNow("nothing"));
        return message;
    }

    /** With which status, or which frame, it ended. */
    String end() {
        return end.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
