/** The vendor's published schema, against which what we compose is held. */
@NullMarked
package dev.cco.protocol.schema;

import org.jspecify.annotations.NullMarked;
