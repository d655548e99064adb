package io.bascule.application;

import io.bascule.application.HandlerMethod.Call;
import io.bascule.broker.BrokerMessage;
import io.bascule.broker.DestinationRefused;
import io.bascule.payload.Json;
import io.bascule.payload.PayloadUnreadable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the parameters of a method are given, by their annotations and types: a variable of its destination, the
 * caller, the user, the whole message; what is none of these is its subject, a payload or an exception, of which there is
 * one at most.
 */
final class Arguments {
    /** Makes one argument; any thread. */
    @FunctionalInterface
    interface Argument {
        /** @throws PayloadUnreadable if the client sent something else than the method takes */
        Object of(Call call) throws PayloadUnreadable;
    }

    private record User(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final Json json;
    private final List<String> variables;
    private final Function<Type, Argument> subject;

    /**
     * @param variables those in the destination
     * @param subject makes the argument of the type that is none of the others; throws IllegalArgumentException, with
     *     what is wrong behind the name of the method, if there can be none
     */
    Arguments(Json json, List<String> variables, Function<Type, Argument> subject) {
        this.json = json;
        this.variables = variables;
        this.subject = subject;
    }

    /** @throws IllegalArgumentException with what is wrong, to be read behind the name of the method */
    List<Argument> of(Method method) {
        var arguments = new ArrayList<Argument>();
        boolean hasSubject = false;
        for (var parameter : method.getParameters()) {
            var known = known(parameter);
            if (known == null && hasSubject) {
                throw new IllegalArgumentException("takes two payloads; the second one is the parameter of type "
                        + parameter.getType().getSimpleName());
            }
            hasSubject |= known == null;
            arguments.add(known == null ? subject.apply(parameter.getParameterizedType()) : known);
        }
        return List.copyOf(arguments);
    }

    private @Nullable Argument known(Parameter parameter) {
        var variable = parameter.getAnnotation(DestinationVariable.class);
        if (variable != null) {
            return variable(parameter, variable.value());
        }
        if (parameter.getType() == Caller.class) {
            return call -> new Caller(call.from().connection(), call.from().user());
        }
        if (parameter.getType() == BrokerMessage.class) {
            return Call::message;
        }
        return parameter.getType() == Principal.class ? Arguments::user : null;
    }

    private static Principal user(Call call) {
        return call.from().user().map(User::new).orElseThrow(() -> new DestinationRefused("log in first"));
    }

    private Argument variable(Parameter parameter, String given) {
        if (given.isEmpty() && !parameter.isNamePresent()) {
            throw new IllegalArgumentException("has a parameter that is @DestinationVariable without a name; write"
                    + " @DestinationVariable(\"name\"), or compile with -parameters");
        }
        var name = given.isEmpty() ? parameter.getName() : given;
        if (!variables.contains(name)) {
            throw new IllegalArgumentException("takes the variable '" + name + "', which is not in its destination");
        }
        return call -> json.word(
                "'" + name + "' in the destination", call.variables().getOrDefault(name, ""), parameter.getType());
    }
}
