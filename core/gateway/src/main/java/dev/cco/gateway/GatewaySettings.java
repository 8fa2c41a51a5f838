package dev.cco.gateway;

import java.time.Duration;

/**
 * Limits on the way of a request.
 *
 * @param attempts the most upstream attempts for one request while every target gets at least one
 * @param hold how long a stream's head is held back so that another target can still answer
 * @param heartbeat the longest silence towards a client of a stream
 * @param maxPlainBytes the longest plain answer taken from a provider
 * @param maxEventBytes the longest event taken from a provider
 * @param maxStoredBytes the longest answer stored in the cache
 */
public record GatewaySettings(
    int attempts,
    Duration hold,
    Duration heartbeat,
    int maxPlainBytes,
    int maxEventBytes,
    int maxStoredBytes) {

  /** What is used unless configured. */
  public static final GatewaySettings DEFAULT =
      new GatewaySettings(
          3,
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          64 * 1024 * 1024,
          8 * 1024 * 1024,
          8 * 1024 * 1024);

  public GatewaySettings {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1: " + attempts);
    }
  }
}
