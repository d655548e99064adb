import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.api.MimeMapping;
import io.undertow.servlet.api.ServletSessionConfig;
import io.undertow.servlet.api.ServletStackTraces;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.Filter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EventListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Serves WARs with embedded Undertow 2.3, each at its name: {@code java -cp 'lib/*' ServeWar.java 127.0.0.1 8080 a.war}.
 * Further lines come on the standard input, {@code deploy <file>} and {@code undeploy <name>}; at its end, and on SIGTERM,
 * the server stops. README.md says what of a WAR is read.
 */
public final class ServeWar {
    private final Map<String, Application> running = new HashMap<>();
    private final PathHandler paths = Handlers.path();
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16_384);
    private final Undertow undertow;

    private ServeWar(String host, int port) {
        undertow = Undertow.builder()
                .addHttpListener(port, host)
                // how long a client may take to send a request, and how long a connection is kept between two
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 30_000)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 16_384)
                .setByteBufferPool(buffers)
                .setHandler(paths)
                .build();
    }

    public static void main(String[] arguments) throws Exception {
        var server = new ServeWar(arguments[0], Integer.parseInt(arguments[1]));
        server.undertow.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
        for (var war : List.of(arguments).subList(2, arguments.length)) {
            server.deploy(Path.of(war));
        }
        System.out.println("serving");
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            server.obey(line.split(" ", 2));
        }
        System.exit(0);
    }

    private void obey(String[] command) {
        try {
            if (command[0].equals("deploy")) {
                deploy(Path.of(command[1]));
            } else {
                undeploy(command[1]);
            }
            System.out.println(command[0] + "ed " + command[1]);
        } catch (Exception failed) {
            failed.printStackTrace();
            System.out.println("failed to " + command[0] + " " + command[1]);
        }
    }

    private synchronized void deploy(Path war) throws Exception {
        var name = war.getFileName().toString().replaceFirst("\\.war$", "");
        var application = start("/" + name, war);
        paths.addPrefixPath("/" + name, application.handler);
        running.put(name, application);
    }

    /** New requests find nothing; then the application's listeners close what is open. */
    private synchronized void undeploy(String name) throws Exception {
        var application = running.remove(name);
        if (application != null) {
            paths.removePrefixPath("/" + name);
            application.stop();
        }
    }

    private void stop() {
        for (var name : List.copyOf(running.keySet())) {
            obey(new String[] {"undeploy", name});
        }
        undertow.stop();
    }

    private Application start(String path, Path war) throws Exception {
        var folder = Files.createTempDirectory("undertow");
        unpack(war, folder);
        var parts = Parts.of(folder);
        var loader = Loader.of(folder);
        var sockets = new WebSocketDeploymentInfo()
                .setWorker(undertow.getWorker())
                .setBuffers(buffers)
                .setDispatchToWorkerThread(true) // a handler of a message is the application's code
                .addExtension(new PerMessageDeflateHandshake(false, 6)); // compression, with a level that compresses
        var info = Servlets.deployment()
                .setClassLoader(loader)
                .setContextPath(path)
                .setDeploymentName(path)
                .setResourceManager(new PathResourceManager(folder))
                .setServletStackTraces(ServletStackTraces.NONE) // the standing value shows them to 127.0.0.1
                .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, sockets);
        parts.describe(info, loader);
        new Annotated(loader, parts).describe(info, sockets);
        return new Application(Servlets.newContainer().addDeployment(info), loader, folder);
    }

    /** A WAR that runs. */
    private static final class Application {
        private final DeploymentManager deployment;
        private final HttpHandler handler;
        private final Loader loader;
        private final Path folder;

        private Application(DeploymentManager deployment, Loader loader, Path folder) throws Exception {
            this.deployment = deployment;
            this.loader = loader;
            this.folder = folder;
            deployment.deploy();
            this.handler = deployment.start();
        }

        void stop() throws Exception {
            deployment.stop();
            deployment.undeploy();
            loader.close();
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void unpack(Path war, Path folder) throws IOException {
        try (var zip = FileSystems.newFileSystem(war);
                var entries = Files.walk(zip.getPath("/"))) {
            for (var entry : entries.filter(Files::isRegularFile).toList()) {
                var file = folder.resolve(entry.toString().substring(1));
                Files.createDirectories(file.getParent());
                Files.copy(entry, file);
            }
        }
    }

    /** The WAR's classes before the server's, as a servlet container has it, but for Java's and Jakarta's own. */
    private static final class Loader extends URLClassLoader {
        private Loader(URL[] urls) {
            super(urls, ServeWar.class.getClassLoader());
        }

        static Loader of(Path folder) throws IOException {
            var urls = new ArrayList<URL>();
            urls.add(folder.resolve("WEB-INF/classes/").toUri().toURL());
            for (var jar : Parts.jars(folder)) {
                urls.add(jar.toUri().toURL());
            }
            return new Loader(urls.toArray(URL[]::new));
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                var known = findLoadedClass(name);
                return known != null ? known : name.matches("(java|jakarta)\\..*") ? super.loadClass(name, resolve) : own(name);
            }
        }

        private Class<?> own(String name) throws ClassNotFoundException {
            try {
                return findClass(name);
            } catch (ClassNotFoundException theServers) {
                return super.loadClass(name, false);
            }
        }
    }

    /** What takes part in an application: web.xml, and the jars with their fragments (Jakarta Servlet 6.0 section 8.2). */
    private static final class Parts {
        private final List<Path> classes = new ArrayList<>();
        private final List<Element> descriptors = new ArrayList<>();
        private final boolean complete;

        private Parts(Path folder) throws Exception {
            var webXml = descriptor(folder.resolve("WEB-INF/web.xml"));
            webXml.ifPresent(descriptors::add);
            complete = webXml.filter(xml -> xml.getAttribute("metadata-complete").equals("true")).isPresent();
            if (Files.isDirectory(folder.resolve("WEB-INF/classes"))) {
                classes.add(folder.resolve("WEB-INF/classes"));
            }
            var fragments = new HashMap<String, Path>();
            for (var jar : jars(folder)) {
                var root = FileSystems.newFileSystem(jar).getPath("/");
                var name = descriptor(root.resolve("META-INF/web-fragment.xml"))
                        .flatMap(xml -> text(xml, "name"))
                        .orElse(jar.toString());
                fragments.put(name, root);
            }
            for (var name : order(webXml, fragments.keySet())) {
                classes.add(fragments.get(name));
                if (!complete) {
                    descriptor(fragments.get(name).resolve("META-INF/web-fragment.xml")).ifPresent(descriptors::add);
                }
            }
        }

        static Parts of(Path folder) throws Exception {
            return new Parts(folder);
        }

        private static Collection<String> order(Optional<Element> webXml, Set<String> all) {
            var orders = webXml.map(xml -> elements(xml, "absolute-ordering")).orElse(List.of());
            if (orders.isEmpty()) {
                return all;
            }
            var named = new LinkedHashSet<String>();
            elements(orders.get(0), "name").forEach(name -> named.add(name.getTextContent().strip()));
            if (!elements(orders.get(0), "others").isEmpty()) {
                named.addAll(all);
            }
            named.retainAll(all);
            return named;
        }

        static List<Path> jars(Path folder) throws IOException {
            var lib = folder.resolve("WEB-INF/lib");
            try (var files = Files.isDirectory(lib) ? Files.list(lib) : Stream.<Path>of()) {
                return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
            }
        }

        private static Optional<Element> descriptor(Path file) throws Exception {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file)) {
                return Optional.of(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(in)
                        .getDocumentElement());
            }
        }

        void describe(DeploymentInfo info, Loader loader) throws Exception {
            for (var xml : descriptors) {
                elements(xml, "context-param")
                        .forEach(each -> info.addInitParameter(text(each, "param-name").get(), text(each, "param-value").get()));
                for (var listener : elements(xml, "listener")) {
                    info.addListener(new ListenerInfo(type(loader, listener, "listener-class", EventListener.class)));
                }
                for (var servlet : elements(xml, "servlet")) {
                    info.addServlet(Servlets.servlet(
                            text(servlet, "servlet-name").get(), type(loader, servlet, "servlet-class", Servlet.class)));
                }
                for (var filter : elements(xml, "filter")) {
                    info.addFilter(Servlets.filter(
                            text(filter, "filter-name").get(), type(loader, filter, "filter-class", Filter.class)));
                }
                for (var mapping : elements(xml, "servlet-mapping")) {
                    info.getServlets()
                            .get(text(mapping, "servlet-name").get())
                            .addMapping(text(mapping, "url-pattern").get());
                }
                for (var mapping : elements(xml, "filter-mapping")) {
                    info.addFilterUrlMapping(
                            text(mapping, "filter-name").get(), text(mapping, "url-pattern").get(), DispatcherType.REQUEST);
                }
                elements(xml, "mime-mapping")
                        .forEach(each -> info.addMimeMapping(
                                new MimeMapping(text(each, "extension").get(), text(each, "mime-type").get())));
                elements(xml, "welcome-file").forEach(each -> info.addWelcomePage(each.getTextContent().strip()));
                elements(xml, "session-config").forEach(each -> info.setServletSessionConfig(cookie(each)));
            }
        }

        private static ServletSessionConfig cookie(Element xml) {
            var session = new ServletSessionConfig().setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
            session.setHttpOnly(text(xml, "http-only").map(Boolean::valueOf).orElse(false));
            for (var attribute : elements(xml, "attribute")) {
                session.setAttribute(text(attribute, "attribute-name").get(), text(attribute, "attribute-value").get());
            }
            return session;
        }

        private static <T> Class<? extends T> type(Loader loader, Element xml, String tag, Class<T> kind) throws Exception {
            return loader.loadClass(text(xml, tag).get()).asSubclass(kind);
        }

        private static List<Element> elements(Element parent, String tag) {
            var found = new ArrayList<Element>();
            var nodes = parent.getElementsByTagName(tag);
            for (int at = 0; at < nodes.getLength(); at++) {
                found.add((Element) nodes.item(at));
            }
            return found;
        }

        private static Optional<String> text(Element parent, String tag) {
            return elements(parent, tag).stream().findFirst().map(each -> each.getTextContent().strip());
        }
    }

    /** What the annotations of an application's classes say; Undertow looks for none itself. */
    private static final class Annotated {
        private final Loader loader;
        private final boolean servlets;
        private final Set<Class<?>> classes = new LinkedHashSet<>();

        Annotated(Loader loader, Parts parts) throws IOException {
            this.loader = loader;
            this.servlets = !parts.complete;
            for (var root : parts.classes) {
                try (var files = Files.walk(root)) {
                    for (var file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                        look(root, file);
                    }
                }
            }
        }

        /** A class is loaded only if its constants name what is looked for. */
        private void look(Path root, Path file) throws IOException {
            var constants = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (constants.contains("jakarta/websocket/") || constants.contains("jakarta/servlet/annotation/")) {
                var name = root.relativize(file).toString().replaceFirst("\\.class$", "").replace('/', '.');
                try {
                    classes.add(Class.forName(name, false, loader));
                } catch (ClassNotFoundException | LinkageError unfit) {
                    System.out.println("left out, since it cannot be loaded: " + name);
                }
            }
        }

        void describe(DeploymentInfo info, WebSocketDeploymentInfo sockets) throws Exception {
            for (var type : servlets ? classes : Set.<Class<?>>of()) {
                if (type.isAnnotationPresent(WebListener.class)) {
                    info.addListener(new ListenerInfo(type.asSubclass(EventListener.class)));
                }
                var servlet = type.getAnnotation(WebServlet.class);
                if (servlet != null) {
                    info.addServlet(Servlets.servlet(type.getName(), type.asSubclass(Servlet.class))
                            .setAsyncSupported(servlet.asyncSupported())
                            .addMappings(servlet.value())
                            .addMappings(servlet.urlPatterns()));
                }
                var filter = type.getAnnotation(WebFilter.class);
                if (filter != null) {
                    info.addFilter(Servlets.filter(type.getName(), type.asSubclass(Filter.class))
                            .setAsyncSupported(filter.asyncSupported()));
                    Stream.of(filter.value(), filter.urlPatterns())
                            .flatMap(Stream::of)
                            .forEach(each -> info.addFilterUrlMapping(type.getName(), each, DispatcherType.REQUEST));
                }
            }
            endpoints(sockets);
        }

        /** Jakarta WebSocket 2.1 section 6.4: all annotated classes, unless the application chooses. */
        private void endpoints(WebSocketDeploymentInfo sockets) throws Exception {
            var annotated = new HashSet<Class<?>>();
            var written = new HashSet<Class<? extends Endpoint>>();
            var choices = new ArrayList<ServerApplicationConfig>();
            for (var type : classes) {
                if (type.isAnnotationPresent(ServerEndpoint.class)) {
                    annotated.add(type);
                } else if (Endpoint.class.isAssignableFrom(type)) {
                    written.add(type.asSubclass(Endpoint.class));
                } else if (ServerApplicationConfig.class.isAssignableFrom(type) && !type.isInterface()) {
                    choices.add((ServerApplicationConfig) type.getConstructor().newInstance());
                }
            }
            var chosen = new HashSet<Class<?>>(choices.isEmpty() ? annotated : Set.of());
            var configured = new HashSet<ServerEndpointConfig>();
            for (var choice : choices) {
                chosen.addAll(choice.getAnnotatedEndpointClasses(annotated));
                configured.addAll(choice.getEndpointConfigs(written));
            }
            sockets.addAnnotatedEndpoints(chosen).addProgramaticEndpoints(configured);
        }
    }
}
