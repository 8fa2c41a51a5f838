/** Anthropic's own API. */
@NullMarked
package dev.cco.provider.anthropic;

import org.jspecify.annotations.NullMarked;
