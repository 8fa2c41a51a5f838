package dev.cco.gateway.cache;

import dev.cco.spi.Operation;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes cache keys: SHA-256 over a format version and length-prefixed fields, so that no two
 * different lists of fields give the same bytes.
 */
public final class CacheKeys {
  private static final byte FORMAT = 1;
  private static final byte OF_BYTES = 1;
  private static final byte OF_MEANING = 2;

  /** Only ever cloned: cheaper than asking the providers of the JDK, and safe between threads. */
  private static final MessageDigest PROTOTYPE = newDigest();

  private CacheKeys() {}

  /**
   * The key of a request by its very bytes.
   *
   * @param scope whose answers these are: the project, or a hash of the client's own credential
   * @param headerValuesThatCount one for each header that can change the answer, empty if not sent
   */
  public static CacheKey ofBytes(
      String scope,
      long routingRevision,
      Operation operation,
      List<String> headerValuesThatCount,
      byte[] body) {
    MessageDigest digest =
        start(OF_BYTES, scope, routingRevision, operation, headerValuesThatCount);
    field(digest, body);
    return CacheKey.of(digest.digest());
  }

  /**
   * The key of a request by what it means.
   *
   * @param canonicalBody writes the body's canonical form
   */
  public static CacheKey ofMeaning(
      String scope,
      long routingRevision,
      Operation operation,
      List<String> headerValuesThatCount,
      Consumer<OutputStream> canonicalBody) {
    DigestSink sink =
        new DigestSink(start(OF_MEANING, scope, routingRevision, operation, headerValuesThatCount));
    canonicalBody.accept(sink);
    return CacheKey.of(sink.digest());
  }

  private static MessageDigest start(
      byte kind,
      String scope,
      long routingRevision,
      Operation operation,
      List<String> headerValuesThatCount) {
    MessageDigest digest = copyOfPrototype();
    digest.update(FORMAT);
    digest.update(kind);
    field(digest, scope);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(routingRevision).flip());
    // The name, not the ordinal: a new operation must not turn one into another.
    field(digest, operation.name());
    length(digest, headerValuesThatCount.size());
    for (String value : headerValuesThatCount) {
      field(digest, value);
    }
    return digest;
  }

  private static void field(MessageDigest digest, String value) {
    field(digest, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void field(MessageDigest digest, byte[] value) {
    length(digest, value.length);
    digest.update(value);
  }

  private static void length(MessageDigest digest, int length) {
    digest.update((byte) (length >>> 24));
    digest.update((byte) (length >>> 16));
    digest.update((byte) (length >>> 8));
    digest.update((byte) length);
  }

  private static MessageDigest copyOfPrototype() {
    try {
      return (MessageDigest) PROTOTYPE.clone();
    } catch (CloneNotSupportedException e) {
      return newDigest();
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
