package io.bascule.it.servers;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips the tests that run in a WAR where there is none. Evaluated in the server too, where nothing is skipped. */
final class HasWar implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return "grizzly".equals(System.getProperty("arquillian.launch"))
                ? ConditionEvaluationResult.disabled("the standalone server runs in this JVM, and has no WARs")
                : ConditionEvaluationResult.enabled("a server with WARs");
    }
}
