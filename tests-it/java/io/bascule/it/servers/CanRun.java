package io.bascule.it.servers;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips the tests on a server that this machine cannot run, and says so in the table. Named before Arquillian's. */
final class CanRun implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var server = Server.underTest();
        if (server != Server.GLASSFISH8 || Jdk21.home().isPresent()) {
            return ConditionEvaluationResult.enabled(server + " can run");
        }
        Observations.of(server).notRun("GlassFish 8 needs JDK 21.");
        return ConditionEvaluationResult.disabled(
                "GlassFish 8 needs a JDK of 21 or later: install one where Debian keeps"
                        + " them (/usr/lib/jvm), or name its folder in the environment variable BASCULE_JDK21");
    }
}
