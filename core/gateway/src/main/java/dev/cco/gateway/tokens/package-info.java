/** Counts a prompt's tokens where its provider does not: by its tokenizer, or by an estimate. */
@NullMarked
package dev.cco.gateway.tokens;

import org.jspecify.annotations.NullMarked;
