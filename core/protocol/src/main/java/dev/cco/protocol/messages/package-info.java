/** The Anthropic Messages protocol from both sides. */
@NullMarked
package dev.cco.protocol.messages;

import org.jspecify.annotations.NullMarked;
