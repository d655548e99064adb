package io.bascule.broker;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding out who gets a message: one of many subscriptions, whatever the others do. */
@State(Scope.Thread)
public class TopicsBenchmark {
    /** Of other destinations; a tenth of them by pattern. */
    @Param({"100", "10000"})
    int subscriptions;

    private final Topics topics = new Topics(BrokerLimits.STANDARD.destinations());
    private final Receiver churning = receiver("/topic/news.sport.**");
    private final BrokerMessage message = message("/topic/price.stock.1");
    private int next;

    private static BrokerMessage message(String destination) {
        return BrokerMessage.text("m1", destination, Map.of(), "50.0");
    }

    @Setup
    public void subscribe() {
        topics.subscribe(receiver("/topic/price.stock.1"));
        for (int i = 2; i < subscriptions; i++) {
            topics.subscribe(receiver(i % 10 == 0 ? "/topic/room." + i + ".**" : "/topic/price.stock." + i));
            topics.publish(message("/topic/price.stock." + i));
        }
    }

    /** The receivers are known. */
    @Benchmark
    public void publish() {
        topics.publish(message);
    }

    /** A pattern comes or goes before each message, one that has nothing to do with its destination. */
    @Benchmark
    public void publishWhileAnotherPatternComesAndGoes() {
        if (next++ % 2 == 0) {
            topics.subscribe(churning);
        } else {
            topics.unsubscribe(churning);
        }
        topics.publish(message);
    }

    private static Receiver receiver(String destination) {
        return new Receiver(new Anybody(), new Subscription("1", destination));
    }

    private static final class Anybody implements Subscriber {
        private long delivered;

        @Override
        public boolean deliver(Delivery delivery) {
            delivered++;
            return true;
        }

        @Override
        public String connection() {
            return "c" + delivered;
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public Executor inOrder() {
            return Runnable::run;
        }
    }
}
