/** Values people write, and the configuration files they write them in. */
@NullMarked
package dev.cco.gateway.settings;

import org.jspecify.annotations.NullMarked;
