package io.bascule.broker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How far something has come with what each node has published: for each run of a node the number of its last
 * publication. One thread changes it, or nobody.
 */
final class Progress {
    /** How many runs are remembered; those that were heard of least lately are forgotten. */
    static final int RUNS = 64;

    private static final Pattern RUN = Pattern.compile("([A-Za-z0-9._#-]{1,100})=(\\d{1,18})");

    private final Map<String, Long> last = new LinkedHashMap<>(4);

    /** Reads what {@link #written} has written; empty when it is something else. */
    static Optional<Progress> read(String written) {
        var progress = new Progress();
        for (var one : written.split(",", RUNS + 1)) {
            var run = RUN.matcher(one);
            if (!run.matches()) {
                return Optional.empty();
            }
            progress.reach(run.group(1), Long.parseLong(run.group(2)));
        }
        return Optional.of(progress);
    }

    /** As a text: {@code west#k1=17,east#k2=4}. */
    String written() {
        var text = new StringBuilder();
        last.forEach((run, number) -> {
            if (number > 0) {
                text.append(text.isEmpty() ? "" : ",").append(run).append('=').append(number);
            }
        });
        return text.toString();
    }

    void reach(String run, long number) {
        var before = last.remove(run); // to come last
        last.put(run, before == null ? number : Math.max(before, number));
        if (last.size() > RUNS) {
            forgetOne(last.keySet().iterator());
        }
    }

    private static void forgetOne(Iterator<String> oldest) {
        oldest.next();
        oldest.remove();
    }

    void reachAll(Progress other) {
        other.last.forEach(this::reach);
    }

    /** The number of the last publication of a run; 0 for none. */
    long of(String run) {
        return last.getOrDefault(run, 0L);
    }

    /** The numbers of those runs of which something was heard last. */
    Map<String, Long> latest(int most) {
        var latest = new LinkedHashMap<String, Long>();
        last.entrySet().stream()
                .skip(Math.max(0, last.size() - most))
                .forEach(run -> latest.put(run.getKey(), run.getValue()));
        return latest;
    }

    boolean knows(String run) {
        return last.containsKey(run);
    }

    /** Whether this has come at least as far everywhere. */
    boolean includes(Progress other) {
        return other.last.entrySet().stream().allMatch(run -> of(run.getKey()) >= run.getValue());
    }

    /** Whether this has heard of all the runs of another. */
    boolean knowsAll(Progress other) {
        return last.keySet().containsAll(other.last.keySet());
    }
}
