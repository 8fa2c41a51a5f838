/** OpenAI Chat Completions from both sides. */
@NullMarked
package dev.cco.protocol.chat;

import org.jspecify.annotations.NullMarked;
