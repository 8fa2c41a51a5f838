package dev.cco.protocol;

import dev.cco.protocol.json.Tape;

/**
 * What one pass over a request's bytes found.
 *
 * @param tape the request's tokens, for what follows
 * @param model the model asked for
 * @param stream whether the answer is wanted event by event
 * @param includeUsage whether a streamed answer is to say its usage
 * @param serverTools whether tools of the provider may run, so that the answer must not be stored
 */
public record RequestFacts(
    Tape tape, String model, boolean stream, boolean includeUsage, boolean serverTools) {}
