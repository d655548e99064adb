package io.bascule.server.cdi;

import io.bascule.Bascule;
import io.bascule.application.MessageExceptionHandler;
import io.bascule.application.MessageMapping;
import io.bascule.application.Messenger;
import io.bascule.application.SubscribeMapping;
import io.bascule.presence.Presence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The portable extension of one application: it notes the beans that have annotated methods, adds beans for
 * {@link Messenger} and {@link Presence}, and registers all that with the {@link Bascule} of the application.
 */
public final class BasculeExtension implements Extension {
    private static final Logger LOG = System.getLogger(BasculeExtension.class.getName());

    /** Thread that starts the application only. */
    private final List<Bean<?>> handlers = new ArrayList<>();

    /** Written at the start, read by any thread; as the next one. */
    private volatile @Nullable BeanManager beans;

    private volatile @Nullable Bascule running;

    /**
     * What joins a Bascule that starts to the beans of the application that starts on this thread.
     *
     * @return empty where there is CDI, but not for this application
     * @throws LinkageError where there is no CDI
     */
    public static Optional<Consumer<Bascule>> ofThisApplication() {
        try {
            var extension = CDI.current().getBeanManager().getExtension(BasculeExtension.class);
            return Optional.of(extension::join);
        } catch (RuntimeException none) { // IllegalState by the API, IllegalArgument and others by the servers
            LOG.log(Level.DEBUG, () -> "There are no beans for Bascule: " + none);
            return Optional.empty();
        }
    }

    <T> void note(@Observes ProcessManagedBean<T> event) {
        if (isHandler(event.getAnnotatedBeanClass())) {
            handlers.add(event.getBean());
        }
    }

    private static boolean isHandler(AnnotatedType<?> type) {
        return type.getMethods().stream().anyMatch(BasculeExtension::isMapped);
    }

    private static boolean isMapped(AnnotatedMethod<?> method) {
        return method.isAnnotationPresent(MessageMapping.class)
                || method.isAnnotationPresent(SubscribeMapping.class)
                || method.isAnnotationPresent(MessageExceptionHandler.class);
    }

    void addBeans(@Observes AfterBeanDiscovery event) {
        add(event, Messenger.class, Bascule::messenger);
        add(event, Presence.class, Bascule::presence);
    }

    private <T> void add(AfterBeanDiscovery event, Class<T> type, Function<Bascule, T> part) {
        event.<T>addBean()
                .id(type.getName())
                .beanClass(type)
                .addType(type)
                .scope(ApplicationScoped.class)
                .createWith(context -> part.apply(running()));
    }

    private Bascule running() {
        var bascule = running;
        if (bascule == null) {
            throw new IllegalStateException("Bascule has not started yet: BasculeStart.of(context) starts it earlier");
        }
        return bascule;
    }

    void validated(@Observes AfterDeploymentValidation event, BeanManager beans) {
        this.beans = beans;
    }

    private void join(Bascule bascule) {
        running = bascule;
        bascule.runApplicationIn(this::inRequestContext);
        bascule.presence().listen(event -> beans().getEvent().fire(event));
        if (!handlers.isEmpty()) {
            bascule.messages(handlers.stream().map(this::reference).toList());
        }
    }

    private Object reference(Bean<?> bean) {
        return beans().getReference(bean, bean.getBeanClass(), beans().createCreationalContext(bean));
    }

    private void inRequestContext(Runnable task) {
        var context =
                beans().createInstance().select(RequestContextController.class).get();
        boolean activated = context.activate();
        try {
            task.run();
        } finally {
            if (activated) {
                context.deactivate();
            }
        }
    }

    @NullUnmarked // set by the server before any application starts
    private BeanManager beans() {
        return beans;
    }
}
