package dev.cco.web.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** The lengths of time a page can cover; each ends now. */
public enum Span {
  HOUR("1h", "1 h", Duration.ofHours(1), Duration.ofMinutes(2), "2 min"),
  DAY("24h", "24 h", Duration.ofDays(1), Duration.ofMinutes(30), "30 min"),
  WEEK("7d", "7 days", Duration.ofDays(7), Duration.ofHours(3), "3 h"),
  MONTH("30d", "30 days", Duration.ofDays(30), Duration.ofHours(12), "12 h");

  private final String key;
  private final String label;
  private final Duration length;
  private final Duration bucket;
  private final String bucketLabel;

  Span(String key, String label, Duration length, Duration bucket, String bucketLabel) {
    this.key = key;
    this.label = label;
    this.length = length;
    this.bucket = bucket;
    this.bucketLabel = bucketLabel;
  }

  /** The span of a view parameter; 24 h for anything else. */
  static Span of(String key) {
    return Arrays.stream(values()).filter(span -> span.key.equals(key)).findFirst().orElse(DAY);
  }

  /** The shortest span that reaches back to a moment. */
  static Optional<Span> reaching(Instant moment, Instant now) {
    return Arrays.stream(values())
        .filter(span -> !moment.isBefore(now.minus(span.length)))
        .findFirst();
  }

  public String key() {
    return key;
  }

  public String label() {
    return label;
  }

  Duration length() {
    return length;
  }

  Duration bucket() {
    return bucket;
  }

  public String bucketLabel() {
    return bucketLabel;
  }
}
