package io.bascule.bench;

import io.bascule.bench.peer.Peer;
import io.bascule.bench.workload.Measurement;
import io.bascule.bench.workload.Times;
import io.bascule.bench.workload.Workload;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The results as Markdown: a table for each workload. */
final class Report {
    private final String machine;
    private final Results results;
    private final List<Peer> peers;
    private final List<Workload> workloads;
    private final int rounds;
    private final Times times;
    private final StringBuilder text = new StringBuilder();

    Report(String machine, Results results, List<Peer> peers, List<Workload> workloads, int rounds, Times times) {
        this.machine = machine;
        this.results = results;
        this.peers = peers;
        this.workloads = workloads;
        this.rounds = rounds;
        this.times = times;
    }

    String markdown() {
        line(
                "%s. Medians of %d rounds of %.1f s (least to most), after %.1f s of warm-up.",
                machine,
                rounds,
                times.measured().toMillis() / 1e3,
                times.warmUp().toMillis() / 1e3);
        goals();
        workloads.forEach(this::table);
        return text.toString();
    }

    private void goals() {
        line("");
        line("| Bascule's goals | to be | reached | |");
        line("|---|---|---|---|");
        for (var goal : new Goals(results).reached()) {
            line(
                    "| %s | %s %s | **%s** | %s |",
                    goal.what(),
                    goal.relation(),
                    number(goal.limit()),
                    number(goal.reached()),
                    goal.met() ? "yes" : "no");
        }
    }

    private void table(Workload workload) {
        line("");
        line("### %s (`%s`)", workload.title(), workload.name());
        line("");
        line(
                "| server | %s | per second | p50 ms | p99 ms | p99.9 ms | lost | out of order | of nio's cost | of Spring's cost"
                        + " | of Spring's rate | generator | note |",
                workload.unit());
        line("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        peers.stream().filter(peer -> peer.takes(workload.name())).forEach(peer -> row(workload, peer));
    }

    private void row(Workload workload, Peer peer) {
        var all = results.of(peer, workload);
        var failure = results.failure(peer, workload);
        if (all.isEmpty()) {
            line("| %s | failed: %s | | | | | | | | | | | |", peer.name(), failure.orElse("not run"));
            return;
        }
        line(
                "| %s | %s | %s | %s | %s | %s | %d | %d | %s | %s | %s | %s | %s |",
                peer.name(),
                spread(all, Measurement::cost),
                spread(all, Measurement::rate),
                median(all, Measurement::median),
                median(all, Measurement::slow),
                median(all, Measurement::slowest),
                all.stream().mapToLong(Measurement::lost).sum(),
                all.stream().mapToLong(Measurement::disordered).sum(),
                ratio(workload, peer, "nio", Measurement::cost),
                ratio(workload, peer, "spring", Measurement::cost),
                ratio(workload, peer, "spring", Measurement::rate),
                median(all, Measurement::own),
                failure.map(why -> "failed in some rounds: " + why)
                        .orElse(all.get(0).note()));
    }

    private String ratio(Workload workload, Peer peer, String name, ToDoubleFunction<Measurement> figure) {
        return peers.stream()
                .filter(other -> other.name().equals(name))
                .map(other -> results.of(other, workload))
                .filter(other -> !other.isEmpty())
                .findFirst()
                .map(other -> number(
                        Results.spread(results.of(peer, workload), figure).median()
                                / Results.spread(other, figure).median()))
                .orElse("");
    }

    private static String median(List<Measurement> all, ToDoubleFunction<Measurement> figure) {
        return number(Results.spread(all, figure).median());
    }

    private static String spread(List<Measurement> all, ToDoubleFunction<Measurement> figure) {
        var spread = Results.spread(all, figure);
        return spread.most() == 0
                ? ""
                : "**" + number(spread.median()) + "** (" + number(spread.least()) + " to " + number(spread.most())
                        + ")";
    }

    /** With as many digits as are worth reading. */
    private static String number(double value) {
        if (value == 0) {
            return "";
        }
        return String.format(
                Locale.ROOT, value >= 1000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
