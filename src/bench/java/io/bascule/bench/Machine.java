package io.bascule.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;

/** Where and with what a run was made. */
final class Machine {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Machine() {}

    /** One sentence without its full stop. */
    static String description() {
        return String.format(
                Locale.ROOT,
                "%s, commit %s, on %d processors (%s; load %.1f before the run), %d MB, %s %s, OpenJDK %s",
                LocalDate.now(Clock.systemUTC()),
                commit(),
                Runtime.getRuntime().availableProcessors(),
                processor(),
                SYSTEM.getSystemLoadAverage(),
                SYSTEM.getTotalMemorySize() >> 20,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.version"));
    }

    private static String commit() {
        try {
            var git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
            try (var lines = git.inputReader(StandardCharsets.UTF_8)) {
                var commit = lines.readLine();
                return commit == null ? "unknown" : commit;
            }
        } catch (IOException noGit) {
            return "unknown";
        }
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }
}
