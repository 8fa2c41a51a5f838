/** A provider without a network, whose answers follow from the request alone. */
@NullMarked
package dev.cco.provider.simulator;

import org.jspecify.annotations.NullMarked;
