/** Strict JSON in one pass over its bytes, without a tree. */
@NullMarked
package dev.cco.protocol.json;

import org.jspecify.annotations.NullMarked;
