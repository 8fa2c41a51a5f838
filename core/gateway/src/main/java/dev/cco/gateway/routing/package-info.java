/** Which provider serves a model's name, and which serve in its place. */
@NullMarked
package dev.cco.gateway.routing;

import org.jspecify.annotations.NullMarked;
