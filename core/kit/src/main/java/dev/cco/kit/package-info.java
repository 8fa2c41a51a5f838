/** What makes a provider plugin short: an HTTP client, answers as events, metadata from a file. */
@NullMarked
package dev.cco.kit;

import org.jspecify.annotations.NullMarked;
