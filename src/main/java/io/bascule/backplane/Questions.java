package io.bascule.backplane;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The publications of this node whose receivers are being counted. Any thread. */
final class Questions {
    /** One that waits for the answers of some nodes. */
    private static final class Question {
        private final Set<Node> missing;
        private final long asked;
        private final CompletableFuture<Integer> answer = new CompletableFuture<>();
        private int reached;

        private Question(Set<Node> asked, long now) {
            this.missing = new HashSet<>(asked);
            this.asked = now;
        }
    }

    private final long patience;

    /** By the number of the publication; guarded by {@code this}, and so is what they hold. */
    private final Map<Long, Question> open = new HashMap<>();

    /** @param patience how long an answer is waited for */
    Questions(Duration patience) {
        this.patience = patience.toNanos();
    }

    CompletableFuture<Integer> ask(long sequence, Set<Node> nodes, long now) {
        var question = new Question(nodes, now);
        if (nodes.isEmpty()) {
            question.answer.complete(0);
            return question.answer;
        }
        synchronized (this) {
            open.put(sequence, question);
        }
        return question.answer;
    }

    void answered(long sequence, Node by, int reached) {
        finish(question -> {
            var asked = open.get(sequence);
            if (question == asked && question.missing.remove(by)) {
                question.reached += reached;
            }
            return question.missing.isEmpty();
        });
    }

    void left(Node node) {
        finish(question -> {
            question.missing.remove(node);
            return question.missing.isEmpty();
        });
    }

    /** Goes without the answers that have not come for too long. */
    void look(long now) {
        finish(question -> now - question.asked >= patience);
    }

    private void finish(Predicate<Question> done) {
        var finished = new HashSet<Question>();
        synchronized (this) {
            open.values().removeIf(question -> done.test(question) && finished.add(question));
        }
        finished.forEach(question -> question.answer.complete(question.reached));
    }
}
