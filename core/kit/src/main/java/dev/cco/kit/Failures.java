package dev.cco.kit;

import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;

/** Tells what an exception of the network means. */
final class Failures {
  private Failures() {}

  /** A connection that was not made. */
  static UpstreamFailure connecting(String provider, IOException cause) {
    return switch (cause) {
      case SocketTimeoutException timeout ->
          new UpstreamFailure(Kind.TIMEOUT, provider + " did not accept in time", timeout);
      case UnknownHostException unknown ->
          new UpstreamFailure(Kind.UNREACHABLE, "the host of " + provider + " is unknown", unknown);
      case NoRouteToHostException noRoute ->
          new UpstreamFailure(Kind.UNREACHABLE, "no route to " + provider, noRoute);
      case ConnectException refused ->
          new UpstreamFailure(Kind.REFUSED, provider + " refused the connection", refused);
      case SSLException tls ->
          new UpstreamFailure(Kind.UNREACHABLE, "TLS with " + provider + " failed", tls);
      default -> new UpstreamFailure(Kind.UNREACHABLE, provider + " could not be reached", cause);
    };
  }

  /** A connection that was made and failed. */
  static UpstreamFailure exchanging(String provider, IOException cause) {
    return switch (cause) {
      case SocketTimeoutException timeout ->
          new UpstreamFailure(Kind.TIMEOUT, provider + " was silent for too long", timeout);
      case AnswerTooLongException tooLong ->
          new UpstreamFailure(Kind.INVALID_ANSWER, provider + " answered too much", tooLong);
      default ->
          new UpstreamFailure(Kind.BROKEN, "the connection to " + provider + " broke", cause);
    };
  }

  /** An answer that is not HTTP. */
  static UpstreamFailure notHttp(String provider, HttpException cause) {
    return new UpstreamFailure(
        Kind.INVALID_ANSWER, provider + " did not answer in proper HTTP", cause);
  }
}
