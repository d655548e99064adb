package io.bascule;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.bascule.stomp.Login;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The boundaries of the house: adding an import that is not on the table means changing the table, and saying why. */
class ArchitectureTest {
    private static final String ROOT = "io.bascule";

    /** Our packages, each with those of ours that it may know. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            entry("time", Set.of()),
            // The end of a minute in the log needs a timer.
            entry("refusal", Set.of("time")),
            // Who is refused is written down there; a timer gives back the place of a connection that never opens.
            entry("handshake", Set.of("refusal", "time")),
            // The log of slow clients is as sparse as that of refusals.
            entry("connection", Set.of("handshake", "refusal", "time")),
            // Time: a close waits until the endpoint holds its connection.
            entry("websocket", Set.of("connection", "handshake", "time")),
            // A leaf: what nodes tell each other, in types of the JDK.
            entry("backplane", Set.of()),
            // A second carrier: a SockJS session is a connection, let in as any other.
            entry("sockjs", Set.of("connection", "handshake", "time")),
            // Requests that are for another node's sessions, asked for and answered over the backplane.
            entry("relay", Set.of("sockjs", "backplane", "connection", "handshake", "time")),
            entry("stomp.frame", Set.of()),
            entry("selector", Set.of()),
            entry("token", Set.of()),
            // A subscription has a selector; messages expire in queues while nobody looks; other nodes hear of them.
            entry("broker", Set.of("selector", "backplane", "time")),
            entry("payload", Set.of("broker")),
            // Whose events are told: those of a subscriber of the broker; other nodes hear who is here.
            entry("presence", Set.of("broker", "backplane")),
            // A session tells who comes and goes; selector: SUBSCRIBE has it as a header.
            entry("stomp", Set.of("stomp.frame", "connection", "handshake", "broker", "presence", "selector", "time")),
            entry("application", Set.of("broker", "payload")),
            // The composition root makes everything there is in the library.
            entry(
                    ROOT,
                    Set.of(
                            "time",
                            "refusal",
                            "handshake",
                            "connection",
                            "websocket",
                            "sockjs",
                            "relay",
                            "stomp",
                            "stomp.frame",
                            "token",
                            "backplane",
                            "broker",
                            "payload",
                            "presence",
                            "application",
                            "server.messaging")),
            entry("server.cdi", Set.of(ROOT, "application", "presence")),
            // Time: a container tells late that an HTTP session has expired. CDI: who starts Bascule joins it to the
            // beans of the application. Backplane: how it does is what /health says.
            entry(
                    "server.servlet",
                    Set.of(
                            ROOT,
                            "server.cdi",
                            "backplane",
                            "websocket",
                            "sockjs",
                            "connection",
                            "handshake",
                            "refusal",
                            "time")),
            // A server without a server: it opens connections as those of server.* do, and reads frames as a client
            // does.
            entry("testing", Set.of(ROOT, "websocket", "connection", "handshake", "stomp.frame", "time")),
            // Carries the parcels of a backplane.
            entry("server.messaging", Set.of("backplane")),
            // Of the demonstration, but of nothing that is particular to it; failed logins are counted by the minute.
            // Who is
            // logged in is a principal of a handshake whose login can be ended.
            entry("login", Set.of("handshake", "time")),
            // An application like any other, with a login: it puts itself together on a Bascule, and on a servlet
            // container.
            entry(
                    "portfolio",
                    Set.of(
                            ROOT,
                            "server.servlet",
                            "login",
                            "application",
                            "payload",
                            "stomp",
                            // Who logs in has the headers of CONNECT before him.
                            "stomp.frame",
                            "websocket",
                            "connection",
                            "handshake",
                            "time")),
            // The one exchange of SockJS with servlets is that of all servers.
            entry(
                    // The servlet that says how it does.
                    "server.grizzly",
                    Set.of(
                            ROOT,
                            "portfolio",
                            "server.servlet",
                            "sockjs",
                            "websocket",
                            "connection",
                            "handshake",
                            "refusal",
                            "time")));

    /** Payload: the API of Jakarta Validation, in one class that is loaded only where there is one. */
    private static final Set<String> KNOW_THE_CONTAINER = Set.of("websocket", "login", "portfolio", "payload");

    private static final List<String> CONTAINER =
            List.of("jakarta.", "org.glassfish.", "org.apache.activemq.", "com.zaxxer.hikari.", "org.h2.");

    /** The library that verifies tokens, which an application without tokens need not have. */
    private static final List<String> CRYPTOGRAPHY = List.of("com.nimbusds.");

    /** Login: of the demonstration, which has the library anyway. */
    private static final Set<String> KNOW_CRYPTOGRAPHY = Set.of("token", "login");

    private static final List<String> REFLECTION = List.of("java.lang.reflect.", "java.lang.invoke.");
    /** Payload: what JSON is read into is a {@code java.lang.reflect.Type}. */
    private static final Set<String> REFLECT = Set.of("application", "payload");

    /** Makes what settings and annotations name, which only the classes' constructors can. */
    private static final Set<String> REFLECT_TOO = Set.of("io.bascule.NamedClass");

    /** What makes time, threads or chance, as {@code class.method} or, for a constructor, the class alone. */
    private static final Pattern HANDED_IN = Pattern.compile("java\\.lang\\.Thread(\\.sleep|\\.startVirtualThread)?"
            + "|java\\.lang\\.System\\.(nanoTime|currentTimeMillis)"
            + "|java\\.lang\\.Math\\.random"
            + "|java\\.util\\.Timer"
            + "|java\\.util\\.(Date|GregorianCalendar)"
            + "|java\\.util\\.Random|java\\.security\\.SecureRandom|java\\.util\\.concurrent\\.ThreadLocalRandom\\.current"
            + "|java\\.util\\.UUID\\.randomUUID"
            + "|java\\.util\\.concurrent\\.Executors\\..*"
            + "|java\\.util\\.concurrent\\.(ThreadPoolExecutor|ScheduledThreadPoolExecutor|ForkJoinPool)"
            + "|java\\.util\\.concurrent\\.ForkJoinPool\\.commonPool"
            + "|java\\.time\\.Clock\\.(system|tick(Millis|Seconds|Minutes)).*"
            + "|java\\.time\\.[A-Za-z]+\\.now");

    private static final Pattern COMPARISON = Pattern.compile(
            ".*\\.(isEqual|equals\\w*|contentEquals|regionMatches|startsWith|compareTo\\w*|compare|mismatch)\\(.*");

    private static final Set<String> EMPTY_WORDS =
            Set.of("Util", "Utils", "Helper", "Manager", "Impl", "Base", "Abstract", "Default", "Data", "Processor");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** The package of ours that {@code type} is in, without the beginning that all have; the root is itself. */
    private static String house(JavaClass type) {
        var name = type.getPackageName();
        return name.equals(ROOT) ? ROOT : name.substring(ROOT.length() + 1);
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }

    private static Stream<Dependency> dependencies() {
        return CLASSES.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
    }

    private static Set<String> sorted(Stream<String> found) {
        return found.collect(toCollection(TreeSet::new));
    }

    private static String described(Dependency dependency) {
        return house(dependency.getOriginClass()) + " -> " + house(dependency.getTargetClass()) + " ("
                + dependency.getOriginClass().getSimpleName() + " knows "
                + dependency.getTargetClass().getSimpleName() + ")";
    }

    @Test
    void the_table_lists_every_package_and_no_other() {
        var packages = CLASSES.stream().map(ArchitectureTest::house).collect(toSet());
        assertEquals(new TreeSet<>(MAY_KNOW.keySet()), new TreeSet<>(packages));
    }

    @Test
    void a_package_knows_only_what_the_table_lets_it_know() {
        var outside = dependencies()
                .filter(one -> isOurs(one.getTargetClass()))
                .filter(one -> !house(one.getOriginClass()).equals(house(one.getTargetClass())))
                .filter(one -> !MAY_KNOW.getOrDefault(house(one.getOriginClass()), Set.of())
                        .contains(house(one.getTargetClass())))
                .map(ArchitectureTest::described);
        assertEquals(Set.of(), sorted(outside));
    }

    @Test
    void no_package_is_allowed_what_it_does_not_need() {
        var known = dependencies()
                .filter(one -> isOurs(one.getTargetClass()))
                .map(one -> house(one.getOriginClass()) + " -> " + house(one.getTargetClass()))
                .collect(toSet());
        var idle = MAY_KNOW.entrySet().stream()
                .flatMap(row -> row.getValue().stream().map(to -> row.getKey() + " -> " + to))
                .filter(pair -> !known.contains(pair));
        assertEquals(Set.of(), sorted(idle));
    }

    @Test
    void packages_do_not_know_each_other_in_a_circle() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return isOurs(type) ? SliceIdentifier.of(house(type)) : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void containers_are_known_only_at_the_rim() {
        var inside = dependencies()
                .filter(one -> isOf(CONTAINER, one.getTargetClass()))
                .filter(one -> !KNOW_THE_CONTAINER.contains(house(one.getOriginClass())))
                .filter(one -> !isServer(one.getOriginClass()))
                .map(ArchitectureTest::plain);
        assertEquals(Set.of(), sorted(inside));
    }

    @Test
    void reflection_is_used_only_where_applications_are_called() {
        var elsewhere = dependencies()
                .filter(one -> isOf(REFLECTION, one.getTargetClass()))
                .filter(one -> !REFLECT.contains(house(one.getOriginClass())))
                .filter(one -> !REFLECT_TOO.contains(outermost(one.getOriginClass())))
                .map(ArchitectureTest::plain);
        assertEquals(Set.of(), sorted(elsewhere));
    }

    @Test
    void the_library_for_tokens_is_known_only_where_they_are_verified() {
        var elsewhere = dependencies()
                .filter(one -> isOf(CRYPTOGRAPHY, one.getTargetClass()))
                .filter(one -> !KNOW_CRYPTOGRAPHY.contains(house(one.getOriginClass())))
                .map(ArchitectureTest::plain);
        assertEquals(Set.of(), sorted(elsewhere));
    }

    /** Seen in what the code calls, since no measurement would show it. */
    @Test
    void passcodes_are_compared_in_constant_time() {
        var comparisons = CLASSES.get(Login.class).getMethodCallsFromSelf().stream()
                .map(call -> call.getTarget().getFullName())
                .filter(name -> COMPARISON.matcher(name).matches());
        assertEquals(Set.of("java.security.MessageDigest.isEqual([B, [B)"), sorted(comparisons));
    }

    @Test
    void time_threads_and_chance_are_handed_in() {
        Predicate<JavaClass> mayMake = type -> house(type).equals(ROOT) || isServer(type);
        var made = CLASSES.stream()
                .filter(mayMake.negate())
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> HANDED_IN.matcher(reached(access)).matches())
                .map(access -> access.getOriginOwner().getName() + " reaches " + reached(access));
        assertEquals(Set.of(), sorted(made));
    }

    /** What is called, read or referred to: {@code class.member}, or the class alone for its constructor. */
    private static String reached(JavaAccess<?> access) {
        var owner = access.getTargetOwner().getName();
        return access.getTarget().getName().equals("<init>")
                ? owner
                : owner + "." + access.getTarget().getName();
    }

    @Test
    void names_hold_no_empty_words() {
        var empty = CLASSES.stream()
                .map(JavaClass::getSimpleName)
                .filter(name -> Stream.of(name.split("(?=[A-Z])")).anyMatch(EMPTY_WORDS::contains));
        assertEquals(Set.of(), sorted(empty));
    }

    @Test
    void every_package_is_described_and_free_of_null() {
        var bare = CLASSES.stream()
                .map(JavaClass::getPackage)
                .filter(one -> one.tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                        .isEmpty())
                .map(one -> one.getName());
        assertEquals(Set.of(), sorted(bare));
    }

    private static boolean isOf(List<String> beginnings, JavaClass type) {
        return beginnings.stream().anyMatch(type.getBaseComponentType().getName()::startsWith);
    }

    private static boolean isServer(JavaClass type) {
        return house(type).startsWith("server.");
    }

    private static String outermost(JavaClass type) {
        var name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static String plain(Dependency dependency) {
        return dependency.getOriginClass().getName() + " -> "
                + dependency.getTargetClass().getName();
    }
}
