package dev.cco.kit;

import dev.cco.spi.WireAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/**
 * An upstream's answer over a leased connection. The connection goes back to its pool at the end of
 * the body, and is cut when the answer is closed before that.
 */
public final class UpstreamAnswer implements WireAnswer {
  private static final long LONGEST_PLAIN = 64L << 20;
  private static final int PATIENCE_MILLIS = 50;

  private final int status;
  private final Map<String, String> headers;
  private final String mediaType;
  private final LeasedBody leased;
  private final InputStream body;

  private UpstreamAnswer(
      int status,
      Map<String, String> headers,
      LeasedBody leased,
      String mediaType,
      String coding,
      Mask mask)
      throws IOException {
    this.status = status;
    this.headers = headers;
    this.mediaType = mediaType;
    this.leased = leased;
    InputStream decoded = mask.stream(decoded(leased, coding));
    this.body = MediaTypes.isStream(mediaType) ? decoded : new BoundedBody(decoded, LONGEST_PLAIN);
  }

  static UpstreamAnswer of(ClassicHttpResponse response, Lease lease, Mask mask)
      throws IOException {
    Map<String, String> headers = mask.headers(VisibleHeaders.of(response));
    HttpEntity entity = response.getEntity();
    Header coding = response.getFirstHeader("content-encoding");
    return new UpstreamAnswer(
        response.getCode(),
        headers,
        entity == null
            ? new LeasedBody(InputStream.nullInputStream(), 0, lease)
            : new LeasedBody(entity.getContent(), entity.getContentLength(), lease),
        MediaTypes.of(headers.getOrDefault("content-type", "")),
        coding == null ? "" : coding.getValue().strip().toLowerCase(Locale.ROOT),
        mask);
  }

  /** We ask for no coding; a server or proxy in between may apply one nonetheless. */
  private static InputStream decoded(InputStream in, String coding) throws IOException {
    return switch (coding) {
      case "", "identity" -> in;
      case "gzip", "x-gzip" -> new GZIPInputStream(in);
      case "deflate" -> new InflaterInputStream(in);
      default -> throw new IOException("an answer in an unknown coding");
    };
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  /** The media type without its parameters, in lower case; empty where none is named. */
  public String mediaType() {
    return mediaType;
  }

  /** Whether the body is a stream of server-sent events. */
  public boolean isEventStream() {
    return mediaType.equals(MediaTypes.EVENT_STREAM);
  }

  @Override
  public InputStream body() {
    return body;
  }

  /** Closes an answer whose meaning is complete; the rest of its bytes must be near. */
  public void finish() {
    leased.close(PATIENCE_MILLIS);
  }

  @Override
  public void close() {
    leased.close();
  }
}
