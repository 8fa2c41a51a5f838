package dev.cco.kit;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a quota that is used up is there again, by the vendors' headers on rates. */
final class QuotaReset {
  private static final Duration LONGEST = Duration.ofDays(1);

  /** As Go writes durations: 6m0s, 1.5s, 250ms. */
  private static final Pattern GO =
      Pattern.compile(
          "(?:(\\d{1,4})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?"
              + "(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");

  private static final List<String> OPENAI = List.of("requests", "tokens");
  private static final List<String> ANTHROPIC =
      List.of("requests", "tokens", "input-tokens", "output-tokens");

  private QuotaReset() {}

  /** The longest wait for any that has nothing left. */
  static Optional<Duration> of(Map<String, String> headers, Clock clock) {
    Optional<Duration> longest = Optional.empty();
    for (String quota : OPENAI) {
      if (isEmpty(headers.get("x-ratelimit-remaining-" + quota))) {
        longest = longer(longest, duration(headers.get("x-ratelimit-reset-" + quota)));
      }
    }
    for (String quota : ANTHROPIC) {
      String prefix = "anthropic-ratelimit-" + quota;
      if (isEmpty(headers.get(prefix + "-remaining"))) {
        longest = longer(longest, until(headers.get(prefix + "-reset"), clock));
      }
    }
    return longest.map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }

  private static boolean isEmpty(@Nullable String remaining) {
    return remaining != null && remaining.strip().equals("0");
  }

  private static Optional<Duration> longer(Optional<Duration> one, Optional<Duration> other) {
    return one.isPresent() && other.map(o -> o.compareTo(one.get()) <= 0).orElse(true)
        ? one
        : other;
  }

  private static Optional<Duration> duration(@Nullable String text) {
    Matcher parts = GO.matcher(text == null ? "" : text.strip());
    if (!parts.matches() || parts.group().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofHours(whole(parts.group(1)))
            .plusMinutes(whole(parts.group(2)))
            .plusNanos(nanos(parts.group(3), 9))
            .plusNanos(nanos(parts.group(4), 6)));
  }

  private static long whole(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static long nanos(@Nullable String number, int scale) {
    return number == null ? 0 : new BigDecimal(number).movePointRight(scale).longValue();
  }

  private static Optional<Duration> until(@Nullable String time, Clock clock) {
    try {
      Duration wait = Duration.between(clock.instant(), Instant.parse(time == null ? "" : time));
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
