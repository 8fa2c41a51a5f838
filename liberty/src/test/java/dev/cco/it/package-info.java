/** Tests of the packaged server, started the way a person starts it. */
@NullMarked
package dev.cco.it;

import org.jspecify.annotations.NullMarked;
