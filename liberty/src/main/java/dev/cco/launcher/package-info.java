/**
 * Starts the packaged server in the foreground and tells the person at the terminal how to use it.
 */
@NullMarked
package dev.cco.launcher;

import org.jspecify.annotations.NullMarked;
