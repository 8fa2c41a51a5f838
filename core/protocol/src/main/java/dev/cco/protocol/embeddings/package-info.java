/** OpenAI's embeddings: texts or tokens in, vectors out, as numbers or as base64. */
@NullMarked
package dev.cco.protocol.embeddings;

import org.jspecify.annotations.NullMarked;
