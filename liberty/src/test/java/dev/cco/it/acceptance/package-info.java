/** The promises of the gateway, kept by the packaged server. */
@NullMarked
package dev.cco.it.acceptance;

import org.jspecify.annotations.NullMarked;
