/**
 * What a provider plugin compiles against: the canonical conversation, its events, the provider
 * contract.
 */
@NullMarked
package dev.cco.spi;

import org.jspecify.annotations.NullMarked;
