package io.bascule.server.grizzly;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.connection.CloseStatus;
import io.bascule.handshake.EndpointRules;
import io.bascule.refusal.SparseLog;
import io.bascule.server.servlet.HealthServlet;
import io.bascule.websocket.Endpoints;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.http.server.HttpHandlerRegistration;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.servlet.WebappContext;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;

/**
 * Bascule on Grizzly and Tyrus: one port for the page, the servlets and the WebSocket endpoints. Endpoints are
 * registered with the {@link Bascule} before it is started.
 */
public final class GrizzlyServer implements AutoCloseable {
    /** Workers read, run servlets and hash passwords; none of them waits for a client. */
    private static final int WORKERS = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());

    /** Room in Tyrus's buffer for a frame's header and for the slice behind it. */
    private static final int FRAME_ROOM = 16 * 1024;

    private static final int HEAD_BYTES = 16 * 1024;

    private final Bascule bascule;
    private final BasculeOptions options;
    private final HttpServer server;
    private final TyrusContainer tyrus;
    private final NetworkListener listener;
    private final FrontFilter front;
    private final AtEndOfRead turn = new AtEndOfRead();
    private final FrameFilter frames = new FrameFilter();
    private volatile Runnable last = () -> {};

    private GrizzlyServer(Bascule bascule, Consumer<ServletContext> servlets) throws DeploymentException {
        this.bascule = bascule;
        this.options = bascule.options();
        this.listener = new NetworkListener("bascule", options.host(), options.port());
        this.server = new HttpServer();
        this.tyrus = new TyrusContainer(options.contextPath(), largestMessage() + FRAME_ROOM);
        var sessions = new HttpSessions(
                bascule.random(),
                bascule.clock(),
                bascule.timer(),
                options.contextPath().isEmpty() ? "/" : options.contextPath(),
                options.sessionKeepAlive());
        this.front = new FrontFilter(bascule, tyrus, sessions, options.contextPath(), turn, frames);
        configure(sessions);
        deploy(sessions, servlets);
        for (var rules : bascule.endpoints()) {
            tyrus.addEndpoint(rules.endpoint());
        }
        tyrus.doneDeployment();
        Endpoints.reportMissingExtensions(bascule.endpoints(), tyrus);
    }

    /**
     * Starts serving; where it cannot, {@code bascule} is closed.
     *
     * @param servlets adds the application's servlets and filters
     * @throws BindException if the address cannot be had; the message says what to do
     * @throws io.bascule.BadSetting if there are settings for an endpoint that is not there
     * @throws IllegalArgumentException if an endpoint is one that Tyrus does not take
     */
    public static GrizzlyServer start(Bascule bascule, Consumer<ServletContext> servlets) throws IOException {
        try {
            bascule.allRegistered();
            var server = new GrizzlyServer(bascule, servlets);
            server.open();
            return server;
        } catch (IOException | RuntimeException cannot) {
            bascule.close();
            throw cannot;
        } catch (DeploymentException unusable) {
            bascule.close();
            throw new IllegalArgumentException("An endpoint cannot be served: " + unusable.getMessage(), unusable);
        }
    }

    private int largestMessage() {
        return bascule.endpoints().stream()
                .map(EndpointRules::path)
                .mapToInt(path -> options.limits(path).messageBytes())
                .max()
                .orElse(0);
    }

    private void configure(HttpSessions sessions) {
        var transport = listener.getTransport();
        transport.setIOStrategy(new IoThreads());
        transport.setSelectorHandler(turn.selectors());
        transport.setWorkerThreadPoolConfig(ThreadPoolConfig.defaultConfig()
                .setPoolName("bascule-worker")
                .setCorePoolSize(WORKERS)
                .setMaxPoolSize(WORKERS));
        transport.setTcpNoDelay(true);
        transport.setWriteTimeout(options.limits("").sendDeadline().toMillis(), TimeUnit.MILLISECONDS);
        listener.setMaxPendingBytes(AnswerGate.ANSWER_BYTES);
        listener.getKeepAlive()
                .setIdleTimeoutInSeconds((int) Math.max(1, options.httpIdle().toSeconds()));
        listener.getKeepAlive().setMaxRequestsCount(-1);
        listener.setMaxHttpHeaderSize(HEAD_BYTES);
        listener.setDefaultErrorPageGenerator(
                (request, status, reason, description, failure) -> status + " " + reason + "\n");
        listener.registerAddOn((of, chain) -> addFilters(chain));
        server.addListener(listener);
        server.getServerConfiguration().setSessionManager(sessions);
        server.getServerConfiguration().setPassTraceRequest(false);
        server.getServerConfiguration().setHttpServerName(null); // nobody needs to know
    }

    private void addFilters(FilterChainBuilder chain) {
        frames.follow(chain);
        var requests = new RequestGate(front, bascule.timer(), options.httpRequest(), sparse("requests were refused"));
        var answers = new AnswerGate(
                listener.getTransport(), bascule.timer(), options.limits("").sendDeadline());
        var sockets =
                new SocketLimit(Descriptors.roomFor(options.sockets()), sparse("TCP connections were closed at once"));
        int codec = chain.indexOfType(org.glassfish.grizzly.http.HttpServerFilter.class);
        ((org.glassfish.grizzly.http.HttpServerFilter) chain.get(codec))
                .getMonitoringConfig()
                .addProbes(new UnreadableRequests(front));
        chain.add(codec, requests.beforeCodec());
        chain.add(codec, answers.beforeCodec());
        chain.add(codec, sockets);
        int last = chain.indexOfType(HttpServerFilter.class);
        chain.add(last, front);
        chain.add(last, answers);
        chain.add(last, requests);
    }

    private SparseLog sparse(String what) {
        return new SparseLog(
                System.getLogger(GrizzlyServer.class.getName()),
                bascule.timer(),
                left -> left + " more " + what + " in the last minute");
    }

    private void deploy(HttpSessions sessions, Consumer<ServletContext> servlets) {
        var context = new WebappContext("bascule", options.contextPath());
        context.setSessionManager(sessions);
        context.addServlet("health", new HealthServlet(bascule::health)).addMapping("/health");
        var sockJs = context.addFilter("bascule-sockjs", new SockJsFilter(bascule));
        sockJs.setAsyncSupported(true);
        sockJs.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        servlets.accept(context);
        if (context.getServletRegistrations().values().stream()
                .noneMatch(servlet -> servlet.getMappings().contains("/"))) {
            context.addServlet("unknown", new UnknownPath()).addMapping("/");
        }
        context.deploy(server);
        var configuration = server.getServerConfiguration();
        configuration.getHttpHandlersWithMapping().forEach((servlet, mappings) -> {
            configuration.addHttpHandler(
                    servlet, Stream.of(mappings).map(this::inContext).toArray(HttpHandlerRegistration[]::new));
        });
        if (!options.contextPath().isEmpty()) {
            configuration.addHttpHandler(new RootRedirect(options.contextPath() + "/"), "/");
        }
    }

    /** Grizzly takes the first segment of a path for the context, however many our context path has. */
    private HttpHandlerRegistration inContext(HttpHandlerRegistration guessed) {
        var path = guessed.getContextPath() + guessed.getUrlPattern();
        return HttpHandlerRegistration.builder()
                .contextPath(options.contextPath())
                .urlPattern(path.substring(options.contextPath().length()))
                .build();
    }

    private void open() throws IOException {
        try {
            tyrus.start(options.contextPath(), options.port()); // first: a client may come as soon as the port is open
            server.start();
        } catch (SocketException | UnresolvedAddressException cannot) {
            server.shutdownNow();
            throw (BindException) new BindException(whyNot(cannot)).initCause(cannot);
        } catch (DeploymentException unusable) {
            server.shutdownNow();
            throw new IllegalArgumentException("An endpoint cannot be served: " + unusable.getMessage(), unusable);
        }
    }

    private String whyNot(Exception cannot) {
        var reason = String.valueOf(cannot.getMessage());
        boolean notOurs = cannot instanceof UnresolvedAddressException
                || reason.contains("Unresolved")
                || reason.contains("assign");
        return notOurs
                ? options.host() + " is no address of this machine; write bascule.host=127.0.0.1, or one that it has"
                : "Port " + options.port() + " of " + options.host() + " cannot be had (" + reason
                        + "); end what uses it, or choose another with -Dbascule.port=8081";
    }

    /** Has {@code last} run when all else is closed. */
    GrizzlyServer closing(Runnable last) {
        this.last = last;
        return this;
    }

    /** The port it listens on, also when a free one was asked for. */
    public int port() {
        return listener.getPort();
    }

    /** Where the page is. */
    public URI uri() {
        var host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        var shown = host.equals("127.0.0.1") ? "localhost" : host;
        return URI.create("http://" + shown + ":" + port() + options.contextPath() + "/");
    }

    /**
     * Closes every client with 1001, gives them the {@code shutdown.window} to answer, and stops; who comes meanwhile is
     * answered 503. Blocks until that is done, at most that window and two seconds.
     */
    @Override
    public void close() {
        front.stop();
        bascule.connections()
                .closeWithin(options.shutdownWindow(), CloseStatus.GOING_AWAY.because("the server is stopping"));
        server.shutdownNow();
        tyrus.stop();
        bascule.close();
        last.run();
    }
}
