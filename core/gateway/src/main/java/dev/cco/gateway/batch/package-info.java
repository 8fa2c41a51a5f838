/**
 * Message batches: kept in files, worked off by the gateway or handed to a provider that has them.
 */
@NullMarked
package dev.cco.gateway.batch;

import org.jspecify.annotations.NullMarked;
