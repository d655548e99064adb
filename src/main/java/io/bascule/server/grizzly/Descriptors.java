package io.bascule.server.grizzly;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;

/** How many files and sockets the operating system lets this process open. */
final class Descriptors {
    private static final Logger LOG = System.getLogger(Descriptors.class.getName());

    /** For jars, selectors and what the application opens. */
    private static final int OTHERS = 256;

    private Descriptors() {}

    /** As many of {@code sockets} as this process can have; where that is fewer, the log says why. */
    static int roomFor(int sockets) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? roomFor(sockets, unix.getMaxFileDescriptorCount())
                : sockets;
    }

    static int roomFor(int sockets, long descriptors) {
        long room = Math.max(1, descriptors - OTHERS);
        if (room >= sockets) {
            return sockets;
        }
        LOG.log(
                Level.INFO,
                "This process may open only " + descriptors + " files: it takes " + room + " TCP connections, not the "
                        + sockets + " of bascule.connections and bascule.http.connections; raise it with ulimit -n");
        return (int) room;
    }
}
