package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.Load.Publisher;
import io.bascule.it.Load.Reader;
import io.bascule.it.wire.Poll;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A steady load both ways between two nodes, by a topic and by a queue for each way. */
final class Traffic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Way> ways;

    /** Begins; returns when each way has a third of its receipts. */
    Traffic(String name, int messages, Member west, Member east) throws Exception {
        this.ways = List.of(
                new Way(messages, west, east, "/topic/" + name + ".east"),
                new Way(messages, east, west, "/topic/" + name + ".west"),
                new Way(messages / 4, west, east, "/queue/" + name + ".east"),
                new Way(messages / 4, east, west, "/queue/" + name + ".west"));
        for (var way : ways) {
            way.publisher.awaitReceipts(way.messages / 3);
        }
    }

    /** From one node to another. */
    private static final class Way implements AutoCloseable {
        private final int messages;
        private final boolean queue;
        private final Reader reader;
        private final Publisher publisher;

        private Way(int messages, Member from, Member to, String destination) throws Exception {
            this.messages = messages;
            this.queue = destination.startsWith("/queue/");
            this.reader = Reader.start(to.port(), destination);
            this.publisher = Publisher.start(from.port(), destination, messages);
        }

        private void awaitAll() throws Exception {
            assertEquals(messages, publisher.last());
            if (queue) {
                assertComplete(messages, reader);
            } else {
                reader.awaitAll(messages);
            }
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }

    /** Waits until the messages 1 to {@code last} of a queue are there, none of them twice but those that say so. */
    static void assertComplete(int last, Reader... consumers) throws Exception {
        Poll.within(PATIENCE, () -> missing(last, consumers).isEmpty());
        assertEquals(Set.of(), missing(last, consumers), "these are lost");
        assertEquals(Set.of(), repeated(consumers), "these came twice and do not say so");
    }

    private static Set<Integer> missing(int last, Reader... consumers) {
        var missing = new HashSet<>(IntStream.rangeClosed(1, last).boxed().toList());
        for (var consumer : consumers) {
            consumer.numbers().forEach(missing::remove);
        }
        return missing;
    }

    private static Set<Integer> repeated(Reader... consumers) {
        var seen = new HashSet<Integer>();
        var repeated = new HashSet<Integer>();
        for (var consumer : consumers) {
            consumer.numbers().stream().filter(number -> !seen.add(number)).forEach(repeated::add);
        }
        for (var consumer : consumers) {
            repeated.removeAll(consumer.redelivered());
        }
        return repeated;
    }

    /** Waits until the first node has published all that it publishes to topics. */
    void awaitTopicOfWest() {
        assertEquals(ways.get(0).messages, ways.get(0).publisher.last());
    }

    /** Waits until all has been published, and read once and in order; that of queues twice only where it says so. */
    void awaitAll() throws Exception {
        for (var way : ways) {
            way.awaitAll();
        }
    }

    @Override
    public void close() throws Exception {
        for (var way : ways) {
            way.close();
        }
    }
}
