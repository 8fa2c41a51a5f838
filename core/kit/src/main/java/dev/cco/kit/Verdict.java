package dev.cco.kit;

import dev.cco.spi.ProviderException;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Arrays;

/** Tells a success from a caller's fault and from an upstream's failure, by status and type. */
final class Verdict {
  private static final int LONGEST_REPLY = 1 << 20;

  private final String provider;
  private final Clock clock;

  Verdict(String provider, Clock clock) {
    this.provider = provider;
    this.clock = clock;
  }

  /** Whether a client can be given this answer. */
  static boolean isSuccess(int status, String mediaType) {
    return status >= 200
        && status < 300
        && status != 204
        && status != 205
        && status != 206
        && (MediaTypes.isJson(mediaType) || MediaTypes.isStream(mediaType));
  }

  /** Says what an answer that is no success means; reads and closes it. */
  ProviderException failure(UpstreamAnswer answer, Mask mask) {
    int status = answer.status();
    if (status < 400) {
      answer.close();
      return new UpstreamFailure(
          Kind.INVALID_ANSWER,
          provider + " answered " + status + " with " + describe(answer.mediaType()));
    }
    ProviderReply reply = new ProviderReply(status, answer.headers(), mask.body(read(answer)));
    return Statuses.exception(provider, reply, clock);
  }

  /** An error's status counts even where its body breaks off. */
  private static byte[] read(UpstreamAnswer answer) {
    byte[] body = new byte[LONGEST_REPLY];
    int length = 0;
    try (answer;
        InputStream in = answer.body()) {
      length = in.readNBytes(body, 0, LONGEST_REPLY);
    } catch (IOException brokenOff) {
      return new byte[0];
    }
    return Arrays.copyOf(body, length);
  }

  private static String describe(String mediaType) {
    if (mediaType.isEmpty()) {
      return "no content type";
    }
    return mediaType.chars().allMatch(c -> c > ' ' && c < 0x7f) && mediaType.length() <= 64
        ? mediaType
        : "an unreadable content type";
  }
}
