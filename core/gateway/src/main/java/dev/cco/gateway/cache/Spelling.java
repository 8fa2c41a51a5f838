package dev.cco.gateway.cache;

/**
 * One way in which a request was written, and what its bytes say without being read again.
 *
 * @param meaning where the answer is kept
 * @param stream whether the answer is wanted as a stream
 * @param includeUsage whether a stream is to say its usage
 */
public record Spelling(CacheKey meaning, boolean stream, boolean includeUsage) {}
