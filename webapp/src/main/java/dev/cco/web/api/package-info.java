/** The HTTP interface, thin: it hands bytes to the gateway and back. */
@NullMarked
package dev.cco.web.api;

import org.jspecify.annotations.NullMarked;
