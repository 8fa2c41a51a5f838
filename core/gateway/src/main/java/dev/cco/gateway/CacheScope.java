package dev.cco.gateway;

import dev.cco.spi.Operation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Predicate;

/**
 * Among whom answers are shared: the callers of one project; and where a client's own credential
 * may go to a provider, only those who present the same one.
 */
public final class CacheScope {
  private final Predicate<Operation> forwardsCredentials;

  /**
   * @param forwardsCredentials whether a client's credential may pay for an answer of the operation
   */
  public CacheScope(Predicate<Operation> forwardsCredentials) {
    this.forwardsCredentials = forwardsCredentials;
  }

  /** Names them for one request. */
  public String of(ClientRequest request) {
    if (request.credential().isEmpty() || !forwardsCredentials.test(request.operation())) {
      return request.project();
    }
    return request.project() + "\n" + digest(request.credential().get().secret().reveal());
  }

  private static String digest(String secret) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
