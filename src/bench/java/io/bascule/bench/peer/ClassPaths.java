package io.bascule.bench.peer;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.jboss.shrinkwrap.resolver.api.maven.Maven;

/**
 * Gives every peer a class path of its own, since they contradict each other: its libraries from Maven's repository, its
 * class compiled against them.
 */
public final class ClassPaths {
    private static final Path SOURCES = Path.of("src/bench/peers").toAbsolutePath();

    private ClassPaths() {}

    /**
     * Compiles the peer into {@code folder/classes}.
     *
     * @throws PeerFailed if a library cannot be had, or it does not compile
     */
    public static List<Path> of(Peer peer, Path folder) throws IOException {
        RunningPeer.emptyFolder(folder);
        var path = new ArrayList<Path>(List.of(Files.createDirectory(folder.resolve("classes"))));
        path.addAll(libraries(peer));
        compile(peer, path);
        return path;
    }

    private static List<Path> libraries(Peer peer) {
        var files = peer.libraries().stream()
                .filter(library -> library.startsWith("target/"))
                .map(library -> Path.of(library).toAbsolutePath());
        var coordinates = peer.libraries().stream()
                .filter(library -> !library.startsWith("target/"))
                .toList();
        var all = files.collect(Collectors.toCollection(ArrayList::new));
        if (!coordinates.isEmpty()) {
            all.addAll(resolve(coordinates));
        }
        return all;
    }

    private static List<Path> resolve(List<String> coordinates) {
        try {
            return Maven.resolver().resolve(coordinates).withTransitivity().asList(File.class).stream()
                    .map(File::toPath)
                    .toList();
        } catch (RuntimeException cannot) {
            throw new PeerFailed("Its libraries cannot be had: " + cannot.getMessage(), cannot);
        }
    }

    private static void compile(Peer peer, List<Path> path) throws IOException {
        var problems = new ByteArrayOutputStream();
        int outcome = ToolProvider.getSystemJavaCompiler()
                .run(null, problems, problems, arguments(peer, path).toArray(String[]::new));
        if (outcome != 0) {
            throw new PeerFailed("It does not compile: " + problems.toString(StandardCharsets.UTF_8));
        }
    }

    /** With all classes of its package: a server finds some of them by their annotations. */
    private static List<String> arguments(Peer peer, List<Path> path) throws IOException {
        var arguments = new ArrayList<>(List.of("-proc:none", "-parameters", "--release", "17", "-implicit:class"));
        arguments.addAll(
                List.of("-sourcepath", SOURCES.toString(), "-d", path.get(0).toString()));
        arguments.addAll(
                List.of("-cp", path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
        arguments.add(SOURCES.resolve(peer.main().replace('.', '/') + ".java").toString());
        return arguments;
    }
}
