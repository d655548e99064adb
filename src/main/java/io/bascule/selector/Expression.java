package io.bascule.selector;

/** What stands between operators or parentheses: only what is around it tells whether it should be the one or the other. */
sealed interface Expression permits Condition, Operand {}
