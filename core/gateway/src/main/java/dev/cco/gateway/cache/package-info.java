/** Answers kept to be given again: exact match, bounded in bytes. */
@NullMarked
package dev.cco.gateway.cache;

import org.jspecify.annotations.NullMarked;
