package dev.cco.gateway.dispatch;

import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap.Sight;

/**
 * Complete events of a stream in the client's protocol that arrived together.
 *
 * @param bytes what the client is to see; may be empty
 * @param raw the same before anything was hidden from this client, for the cache
 * @param sight the furthest that any of them goes
 */
public record Portion(Slice bytes, Slice raw, Sight sight) {}
