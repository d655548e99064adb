package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.testing.RecordingSubscriber;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which receivers are remembered while subscriptions come and go. */
class TopicsTest {
    private final Topics topics = new Topics(1_000);

    private static Receiver receiver(String destination) {
        return new Receiver(RecordingSubscriber.anonymous("c1"), new Subscription("1", destination));
    }

    private void publish(String destination) {
        topics.publish(BrokerMessage.text("m1", destination, Map.of(), ""));
    }

    private Set<String> remembered() {
        return topics.routes.keySet();
    }

    @Test
    void a_pattern_that_comes_or_goes_forgets_only_what_it_stands_for() {
        publish("/topic/price.ORCL");
        publish("/topic/price.ORCL.bid");
        publish("/topic/news");
        var prices = receiver("/topic/price.*");
        topics.subscribe(prices);
        assertEquals(Set.of("/topic/price.ORCL.bid", "/topic/news"), remembered());
        publish("/topic/price.ORCL");
        topics.unsubscribe(prices);
        assertEquals(Set.of("/topic/price.ORCL.bid", "/topic/news"), remembered());
    }

    @Test
    void however_many_begin_otherwise_they_stay() {
        for (int i = 0; i < 300; i++) {
            publish("/topic/news." + i);
        }
        topics.subscribe(receiver("/topic/price.**"));
        assertEquals(300, remembered().size());
    }

    @Test
    void a_pattern_that_may_concern_very_many_forgets_all() {
        for (int i = 0; i < 300; i++) {
            publish("/topic/news." + i);
        }
        publish("/topic/price");
        topics.subscribe(receiver("/topic/news.*"));
        assertEquals(Set.of(), remembered());
    }

    @Test
    void what_is_forgotten_takes_no_place() {
        for (int i = 0; i < 3; i++) {
            publish("/topic/news");
            topics.subscribe(receiver("/topic/news"));
        }
        topics.subscribe(receiver("/topic/**"));
        assertEquals(Set.of(), remembered());
    }
}
