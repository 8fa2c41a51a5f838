/** What OpenAI's protocols have in common: places in requests, errors, pictures, schemas. */
@NullMarked
package dev.cco.protocol.openai;

import org.jspecify.annotations.NullMarked;
