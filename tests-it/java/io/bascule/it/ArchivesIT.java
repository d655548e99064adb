package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What {@code mvn package} leaves holds what it is for, and nothing else (architecture, decisions 9 and 10). */
class ArchivesIT {
    private static final Path TARGET =
            Path.of(System.getProperty("bascule.standalone.jar")).getParent();

    private static List<String> files(String archive) throws IOException {
        try (var zip = new ZipFile(TARGET.resolve(archive).toFile())) {
            return zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        }
    }

    /** The first segments of the names of those files that lie below {@code folder}. */
    private static Set<String> below(String folder, String archive) throws IOException {
        return files(archive).stream()
                .filter(name -> name.startsWith(folder))
                .map(name -> name.substring(folder.length()).replaceFirst("/.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void the_library_holds_neither_the_demonstration_nor_a_server() throws Exception {
        assertEquals(Set.of("io", "META-INF"), below("", "bascule-library.jar"));
        var capabilities = below("io/bascule/", "bascule-library.jar");
        assertTrue(capabilities.containsAll(Set.of("Bascule.class", "websocket", "stomp")), capabilities::toString);
        assertTrue(Collections.disjoint(capabilities, Set.of("login", "portfolio", "testing")), capabilities::toString);
        assertEquals(Set.of("servlet", "cdi", "messaging"), below("io/bascule/server/", "bascule-library.jar"));
    }

    @Test
    void the_war_holds_no_standalone_server_and_no_jar_but_those_that_are_neutral() throws Exception {
        assertEquals(Set.of("servlet", "cdi", "messaging"), below("WEB-INF/classes/io/bascule/server/", "bascule.war"));
        assertEquals(Set.of("META-INF", "io"), below("WEB-INF/classes/", "bascule.war"));
        assertEquals(
                Set.of("jackson-annotations", "jackson-core", "jackson-databind", "nimbus-jose-jwt"),
                below("WEB-INF/lib/", "bascule.war").stream()
                        .map(jar -> jar.replaceFirst("-[0-9.]+\\.jar$", ""))
                        .collect(Collectors.toSet()));
    }

    @Test
    void the_standalone_jar_holds_no_api_but_those_its_server_uses() throws Exception {
        assertEquals(Set.of("jms", "servlet", "websocket", "xml"), below("jakarta/", "bascule-standalone.jar"));
    }

    @Test
    void the_jar_for_tests_holds_nothing_else_and_no_other_archive_holds_it() throws Exception {
        assertEquals(Set.of("testing"), below("io/bascule/", "bascule-testing.jar"));
        assertFalse(below("io/bascule/", "bascule-standalone.jar").contains("testing"));
        assertFalse(below("WEB-INF/classes/io/bascule/", "bascule.war").contains("testing"));
    }
}
