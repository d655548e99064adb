package io.bascule.it.application;

import jakarta.enterprise.context.RequestScoped;

/** A bean of one request. */
@RequestScoped
public class RequestNote {
    private int asked;

    /** How often this has been asked in its request. */
    public int count() {
        return ++asked;
    }
}
