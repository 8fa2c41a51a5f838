/** What calls cost and what they saved, in exact decimals. */
@NullMarked
package dev.cco.gateway.pricing;

import org.jspecify.annotations.NullMarked;
