/** Records exchanges and answers questions about them. */
@NullMarked
package dev.cco.ledger;

import org.jspecify.annotations.NullMarked;
