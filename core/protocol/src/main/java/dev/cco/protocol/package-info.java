/** Each wire language once, as pure code, from both sides. No HTTP, no container. */
@NullMarked
package dev.cco.protocol;

import org.jspecify.annotations.NullMarked;
