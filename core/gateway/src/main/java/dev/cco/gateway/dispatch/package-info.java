/** Attempts at providers: targets, guards, retries and fallback until the first content. */
@NullMarked
package dev.cco.gateway.dispatch;

import org.jspecify.annotations.NullMarked;
