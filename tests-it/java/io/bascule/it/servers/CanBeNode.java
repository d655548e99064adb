package io.bascule.it.servers;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips the tests of several nodes where the server under test is not set up for a broker. Named before Arquillian's. */
final class CanBeNode implements ExecutionCondition {
    private static final Set<Server> SET_UP =
            EnumSet.of(Server.WILDFLY, Server.GLASSFISH, Server.GLASSFISH8, Server.TOMCAT);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var server = Server.underTest();
        return SET_UP.contains(server)
                ? ConditionEvaluationResult.enabled(server + " can be a node")
                : ConditionEvaluationResult.disabled(server + " is not set up for a broker");
    }
}
