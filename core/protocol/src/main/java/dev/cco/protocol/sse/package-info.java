/** Server-sent events: framing of bytes that go through, reading and writing. */
@NullMarked
package dev.cco.protocol.sse;

import org.jspecify.annotations.NullMarked;
