package io.bascule.it.servers;

import java.net.URL;

/**
 * Where the applications of {@link Wars} are reached on the server under test.
 *
 * @param cases the application made for the cases, as {@link Wars#cases()} has it
 * @param neighbour the one beside it with other rules, as {@link Wars#neighbour()} has it
 * @param bascule the demonstration: {@code target/bascule.war} as it is
 */
record Sites(Site cases, Site neighbour, Site bascule) {
    static Sites at(URL cases, URL neighbour, URL bascule) {
        return new Sites(Site.at(cases), Site.at(neighbour), Site.at(bascule));
    }
}
