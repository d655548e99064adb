package io.bascule.it.application;

import jakarta.enterprise.context.ApplicationScoped;

/** A bean, where there are beans. */
@ApplicationScoped
public class Greeting {
    public String word() {
        return "injected";
    }
}
