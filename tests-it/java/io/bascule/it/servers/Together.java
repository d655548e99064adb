package io.bascule.it.servers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cases that take long by nature, held at the same time: the first that is asked for starts all. Asked again, one is alone. */
final class Together {
    private static final Executor EACH_ITS_OWN = conversation -> new Thread(conversation).start();

    private final List<Case> cases;
    /** Those that nobody has asked for yet, by the name of the case; guarded by {@code this}. */
    private @Nullable Map<String, CompletableFuture<String>> answers;

    private Together(List<Case> cases) {
        this.cases = cases;
    }

    /** The same cases, to be asked for one by one. */
    static List<Case> of(Case... cases) {
        var together = new Together(List.of(cases));
        return Stream.of(cases)
                .map(row -> new Case(row.name(), row.expected(), sites -> together.answer(row, sites)))
                .toList();
    }

    private String answer(Case row, Sites sites) throws Exception {
        var first = first(row, sites);
        return first.isPresent() ? first.get().get() : row.answer(sites);
    }

    private synchronized Optional<CompletableFuture<String>> first(Case row, Sites sites) {
        if (answers == null) {
            answers = new HashMap<>();
            cases.forEach(each -> answers.put(each.name(), start(each, sites)));
        }
        return Optional.ofNullable(answers.remove(row.name()));
    }

    private static CompletableFuture<String> start(Case row, Sites sites) {
        var answer = new CompletableFuture<String>();
        EACH_ITS_OWN.execute(() -> {
            try {
                answer.complete(row.answer(sites));
            } catch (Throwable broken) {
                answer.completeExceptionally(broken);
            }
        });
        return answer;
    }
}
