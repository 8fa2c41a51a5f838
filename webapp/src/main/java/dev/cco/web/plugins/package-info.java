/** Loads provider plugins from jars and owns their instances. */
@NullMarked
package dev.cco.web.plugins;

import org.jspecify.annotations.NullMarked;
