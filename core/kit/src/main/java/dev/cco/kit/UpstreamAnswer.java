package dev.cco.kit;

import dev.cco.spi.WireAnswer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * An upstream's answer over a leased connection. The connection goes back to its pool when the last
 * byte was read, and is cut when the answer is closed before that.
 */
public final class UpstreamAnswer implements WireAnswer {
  private final int status;
  private final Map<String, String> headers;
  private final Lease lease;
  private final InputStream body;

  /** What an answer does with its connection. */
  interface Lease {
    /** Back to the pool, if the upstream keeps it open. */
    void giveBack();

    /** Gone, and with it whatever the upstream still has to say. */
    void cut();

    /** Bounds the next reads. */
    void setReadTimeout(int millis);
  }

  /** Lets go of a connection once, whoever comes first. */
  private static final class Once implements Lease {
    private final Lease lease;
    private final AtomicBoolean gone = new AtomicBoolean();

    Once(Lease lease) {
      this.lease = lease;
    }

    @Override
    public void giveBack() {
      if (gone.compareAndSet(false, true)) {
        lease.giveBack();
      }
    }

    @Override
    public void cut() {
      if (gone.compareAndSet(false, true)) {
        lease.cut();
      }
    }

    @Override
    public void setReadTimeout(int millis) {
      if (!gone.get()) {
        lease.setReadTimeout(millis);
      }
    }
  }

  UpstreamAnswer(
      int status,
      Map<String, String> headers,
      InputStream content,
      String coding,
      long limit,
      Lease lease)
      throws IOException {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.lease = new Once(lease);
    this.body = new Bounded(decoded(new Watched(content, this.lease), coding), limit, this.lease);
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
    return MediaTypes.of(headers.getOrDefault("content-type", ""));
  }

  /** Whether the body is a stream of server-sent events. */
  public boolean isEventStream() {
    return mediaType().equals(MediaTypes.EVENT_STREAM);
  }

  @Override
  public InputStream body() {
    return body;
  }

  /**
   * Ends an answer whose meaning is complete: the connection is kept if the end of the bytes is at
   * hand. Without this every stream would cost a connection, as the end of a chunked body comes
   * after the last event.
   */
  public void finish() {
    lease.setReadTimeout(50);
    try {
      if (body.read() >= 0) {
        lease.cut();
      }
    } catch (IOException lateOrBroken) {
      lease.cut();
    }
  }

  @Override
  public void close() {
    lease.cut();
  }

  /** Gives the connection back at the end of the bytes, and cuts it when they break off. */
  private static final class Watched extends FilterInputStream {
    private final Lease lease;
    private boolean ended;

    Watched(InputStream in, Lease lease) {
      super(in);
      this.lease = lease;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int read = read(one, 0, 1);
      return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (ended) {
        return -1;
      }
      try {
        int read = in.read(target, offset, length);
        if (read < 0) {
          ended = true;
          lease.giveBack();
        }
        return read;
      } catch (IOException broken) {
        lease.cut();
        throw broken;
      }
    }

    @Override
    public void close() {
      lease.cut();
    }
  }

  /** Reads no more than an answer may hold. */
  private static final class Bounded extends FilterInputStream {
    private final long limit;
    private final Lease lease;
    private long count;

    Bounded(InputStream in, long limit, Lease lease) {
      super(in);
      this.limit = limit;
      this.lease = lease;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int read = read(one, 0, 1);
      return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      if (read < 0) {
        lease.cut();
        return -1;
      }
      count += read;
      if (count > limit) {
        lease.cut();
        throw new AnswerTooLongException(limit);
      }
      return read;
    }

    @Override
    public void close() {
      lease.cut();
    }
  }
}
