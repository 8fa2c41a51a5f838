/** A server on this machine or network that speaks OpenAI's language. */
@NullMarked
package dev.cco.provider.local;

import org.jspecify.annotations.NullMarked;
