package io.bascule;

/**
 * One setting, as the README lists it.
 *
 * @param name without the prefix {@code bascule.}
 * @param byDefault what holds when it is not set, as one would write it
 * @param unit how its value is written
 * @param meaning in one sentence
 * @param perEndpoint whether {@code endpoint.<path>.<name>} sets it for one endpoint
 */
public record Setting(String name, String byDefault, String unit, String meaning, boolean perEndpoint) {
    Setting(String name, String byDefault, String unit, String meaning) {
        this(name, byDefault, unit, meaning, false);
    }

    Setting perEachEndpoint() {
        return new Setting(name, byDefault, unit, meaning, true);
    }
}
