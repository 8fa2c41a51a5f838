/** The vendors' own clients against the packaged server. */
@NullMarked
package dev.cco.it.clients;

import org.jspecify.annotations.NullMarked;
