/** OpenAI, and servers that speak its language at another address. */
@NullMarked
package dev.cco.provider.openai;

import org.jspecify.annotations.NullMarked;
