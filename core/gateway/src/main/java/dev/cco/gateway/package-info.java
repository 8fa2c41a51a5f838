/** The way of a request. No HTTP server, no SQL, no container. */
@NullMarked
package dev.cco.gateway;

import org.jspecify.annotations.NullMarked;
