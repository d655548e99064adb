package io.bascule.it.application;

import io.bascule.application.MessageMapping;
import io.bascule.application.Messenger;
import io.bascule.application.SubscribeMapping;
import io.bascule.presence.Presence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Min;

/** A bean whose methods answer destinations, where there are beans. */
@ApplicationScoped
public class BeanMessages {
    @Inject
    private Greeting greeting;

    @Inject
    private RequestNote note;

    @Inject
    private Messenger messenger;

    @Inject
    private Presence presence;

    /** What is injected, how often this request was here, and who is connected. */
    @SubscribeMapping("/greeting")
    public String greeting() {
        return greeting.word() + ", " + note.count() + ", " + presence.users();
    }

    @MessageMapping("/order")
    public void order(Order order) {
        messenger.send("/topic/orders", order);
    }

    /** What a client orders. */
    public record Order(@Min(1) int shares) {}
}
