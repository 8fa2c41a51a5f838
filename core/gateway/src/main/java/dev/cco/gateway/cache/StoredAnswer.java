package dev.cco.gateway.cache;

import dev.cco.gateway.Money.UnitPrices;
import dev.cco.spi.Protocol;
import dev.cco.spi.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A complete answer as it came, with what is needed to give and to account for it again.
 *
 * @param streamed whether the body is a stream of events
 * @param body not to be changed
 * @param wouldBeCost what the call cost; absent where unknown
 */
@SuppressWarnings("ArrayRecordComponent") // an answer is never compared; a copy would cost each hit
public record StoredAnswer(
    Protocol protocol,
    boolean streamed,
    String contentType,
    byte[] body,
    String requestedModel,
    String servedModel,
    String provider,
    Usage usage,
    Optional<BigDecimal> wouldBeCost,
    Optional<UnitPrices> unitPrices,
    Instant storedAt) {

  /** Without the body: it is the user's. */
  @Override
  public String toString() {
    return "StoredAnswer[" + protocol + ", " + servedModel + ", " + body.length + " bytes]";
  }
}
