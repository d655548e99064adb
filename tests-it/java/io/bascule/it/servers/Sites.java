package io.bascule.it.servers;

import java.net.URL;
import java.util.function.Function;

/**
 * Where the applications of {@link Wars} are reached on the server under test.
 *
 * @param cases the application made for the cases, as {@link Wars#cases()} has it
 * @param neighbour the one beside it with other rules, as {@link Wars#neighbour()} has it
 * @param bascule the demonstration: {@code target/bascule.war} as it is
 * @param library the one that has more of the library, as {@link Wars#library()} has it
 * @param crowd the one for many clients, as {@link Wars#crowd()} has it
 * @param sockJs the services of the SockJS protocol's own suite, as {@link Wars#sockJs()} has them
 * @param passing those that come and go, by their names
 */
record Sites(
        Site cases,
        Site neighbour,
        Site bascule,
        Site library,
        Site crowd,
        Site sockJs,
        Function<String, Leaving> passing) {
    /** An application that a case deploys and undeploys: {@link Wars#leaving()} or one of those beside it. */
    interface Leaving {
        /** Deploys it and waits until it serves. */
        Site deploy();

        /** Takes it away and waits until it is gone. */
        void undeploy();
    }

    static Sites at(
            URL cases,
            URL neighbour,
            URL bascule,
            URL library,
            URL crowd,
            URL sockJs,
            Function<String, Leaving> passing) {
        return new Sites(
                Site.at(cases),
                Site.at(neighbour),
                Site.at(bascule),
                Site.at(library),
                Site.at(crowd),
                Site.at(sockJs),
                passing);
    }

    Leaving leaving() {
        return passing.apply("leaving");
    }

    /** One application in all roles. */
    static Sites only(Site site, Leaving leaving) {
        return new Sites(site, site, site, site, site, site, name -> leaving);
    }
}
