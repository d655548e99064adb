package io.bascule.it.application;

import io.bascule.presence.ClientEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writes down what clients do, each event with how often its request was here. */
@ApplicationScoped
public class BeanEvents {
    /** As {@code Connected ann 1}. */
    public static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

    @Inject
    private RequestNote note;

    void happened(@Observes ClientEvent event) {
        SEEN.add(event.getClass().getSimpleName() + " " + event.user().orElse("?") + " " + note.count());
    }
}
