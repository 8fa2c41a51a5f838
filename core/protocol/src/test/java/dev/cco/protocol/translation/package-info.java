/** Proofs that a conversation survives the way through the other protocol and back. */
@NullMarked
package dev.cco.protocol.translation;

import org.jspecify.annotations.NullMarked;
