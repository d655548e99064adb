package io.bascule.it.servers;

import java.net.URL;

/**
 * Where the applications of {@link Wars} are reached on the server under test.
 *
 * @param cases the application made for the cases, as {@link Wars#cases()} has it
 * @param neighbour the one beside it with other rules, as {@link Wars#neighbour()} has it
 * @param bascule the demonstration: {@code target/bascule.war} as it is
 * @param leaving one that comes and goes
 */
record Sites(Site cases, Site neighbour, Site bascule, Leaving leaving) {
    /** An application that a case deploys and undeploys: {@link Wars#leaving()}. */
    interface Leaving {
        /** Deploys it and waits until it serves. */
        Site deploy();

        /** Takes it away and waits until it is gone. */
        void undeploy();
    }

    static Sites at(URL cases, URL neighbour, URL bascule, Leaving leaving) {
        return new Sites(Site.at(cases), Site.at(neighbour), Site.at(bascule), leaving);
    }

    /** One application in all roles. */
    static Sites only(Site site, Leaving leaving) {
        return new Sites(site, site, site, leaving);
    }
}
