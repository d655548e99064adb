/**
 * The demonstration: a trader's live portfolio on replayed real trades.
 */
@NullMarked
package io.bascule.portfolio;

import org.jspecify.annotations.NullMarked;
