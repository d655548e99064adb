package io.bascule.payload;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rules as Jakarta Validation has them. Every payload is checked, also without {@code @Valid} at the parameter; of a
 * list each element. This class is loaded only where there is the API.
 */
final class BeanValidation implements PayloadRules {
    /** How many of them a client is told: a long list of wrong elements would say the same again and again. */
    private static final int MOST = 5;

    private final ValidatorFactory factory;
    private final Validator validator;

    /** @throws jakarta.validation.ValidationException where nothing implements it */
    BeanValidation() {
        factory = Validation.buildDefaultValidatorFactory();
        validator = factory.getValidator();
    }

    @Override
    public void prepare(Class<?> type) {
        validator.getConstraintsForClass(type); // looks at its annotations now, and complains of impossible ones
    }

    @Override
    public Optional<String> broken(Object payload) {
        var found = new ArrayList<String>();
        if (payload instanceof Iterable<?> elements) {
            int index = 0;
            for (var element : elements) {
                add(found, element, "[" + index++ + "]");
            }
        } else {
            add(found, payload, "");
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.stream().limit(MOST).collect(Collectors.joining("; ")));
    }

    private void add(List<String> found, Object checked, String where) {
        if (checked == null || found.size() >= MOST) {
            return;
        }
        validator.validate(checked).stream()
                .map(violation -> told(violation, where))
                .sorted()
                .forEach(found::add);
    }

    private static String told(ConstraintViolation<?> violation, String where) {
        var path = violation.getPropertyPath().toString();
        var field = where + (where.isEmpty() || path.isEmpty() ? "" : ".") + path;
        return (field.isEmpty() ? "payload" : Misfit.field(field)) + ": " + violation.getMessage();
    }

    @Override
    public void close() {
        factory.close();
    }
}
