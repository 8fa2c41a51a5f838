package dev.cco.gateway;

import java.time.Duration;

/**
 * One try at one provider.
 *
 * @param model the model asked for there
 * @param status the provider's HTTP status, 0 where there was none
 * @param outcome {@code ok}, or the failure's kind in lower case
 */
public record Attempt(
    String provider, String model, int status, String outcome, Duration duration) {}
