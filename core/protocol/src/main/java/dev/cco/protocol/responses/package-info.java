/** OpenAI Responses, from both sides. */
@NullMarked
package dev.cco.protocol.responses;

import org.jspecify.annotations.NullMarked;
