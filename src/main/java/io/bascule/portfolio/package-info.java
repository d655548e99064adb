/**
 * The demonstration: a trader's live portfolio on replayed real trades.
 *
 * <p>Read first: {@link io.bascule.portfolio.Demonstration}, which puts all of it together, then
 * {@link io.bascule.portfolio.PortfolioMessages}, which is its whole conversation with the page. The destinations and their
 * fields are those of the well-known Spring sample, with fields added.
 *
 * <p>Threads: quotes are published on the timer's thread (the first of each stock on the one that has read its file),
 * trades are made on the handlers' threads, and wait there for the database. {@code Trader} has a lock, held meanwhile, but
 * not while something is sent.
 */
@NullMarked
package io.bascule.portfolio;

import org.jspecify.annotations.NullMarked;
