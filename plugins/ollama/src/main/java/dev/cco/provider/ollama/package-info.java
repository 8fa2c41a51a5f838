/** Ollama over its native API. */
@NullMarked
package dev.cco.provider.ollama;

import org.jspecify.annotations.NullMarked;
