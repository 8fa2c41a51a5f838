package dev.cco.web.dashboard;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** How the dashboard writes figures: money exactly, unknown as a word, times in UTC. */
final class Figures {
  static final String UNKNOWN = "unknown";
  static final String NONE = "–";

  private static final String MINUS = "−";
  private static final char NO_BREAK = '\u00a0';
  private static final BigDecimal SMALLEST = new BigDecimal("0.000001");
  private static final BigDecimal TENTH = new BigDecimal("0.1");
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final String[] LARGE = {"M", "B", "T"};
  private static final DateTimeFormatter CLOCK = format("HH:mm:ss");
  private static final DateTimeFormatter MINUTES = format("HH:mm");
  private static final DateTimeFormatter DAY = format("d MMM");

  private Figures() {}

  /** A sum: 2 decimals from $1, 4 from $0.10, 6 below; only a true zero is printed as one. */
  static String sum(BigDecimal dollars) {
    if (isTiny(dollars)) {
      return tiny(dollars);
    }
    BigDecimal rounded = dollars.setScale(6, RoundingMode.HALF_UP);
    if (rounded.abs().compareTo(TENTH) >= 0) {
      rounded = dollars.setScale(4, RoundingMode.HALF_UP);
    }
    if (rounded.abs().compareTo(BigDecimal.ONE) >= 0) {
      rounded = dollars.setScale(2, RoundingMode.HALF_UP);
    }
    return dollars(rounded);
  }

  /** A sum that leaves {@code unpriced} calls out: unknown if nothing else is in it. */
  static String sum(BigDecimal dollars, long unpriced) {
    return dollars.signum() == 0 && unpriced > 0 ? UNKNOWN : sum(dollars);
  }

  /** The money of one call, with 6 decimals. */
  static String row(BigDecimal dollars) {
    return isTiny(dollars) ? tiny(dollars) : dollars(dollars.setScale(6, RoundingMode.HALF_UP));
  }

  static String row(Optional<BigDecimal> dollars) {
    return dollars.map(Figures::row).orElse(UNKNOWN);
  }

  /** Money to its last digit. */
  static String exact(BigDecimal dollars) {
    BigDecimal bare = dollars.stripTrailingZeros();
    return dollars(bare.setScale(Math.max(2, bare.scale()), RoundingMode.UNNECESSARY));
  }

  /** A count, abbreviated from one million on. */
  static String count(long count) {
    return Math.abs(count) < 1_000_000 ? exactCount(count) : abbreviated(count);
  }

  static String exactCount(long count) {
    return grouped(BigDecimal.valueOf(count));
  }

  static String duration(Duration duration) {
    BigDecimal millis = BigDecimal.valueOf(duration.toNanos(), 6);
    if (round(millis, 1).compareTo(BigDecimal.TEN) < 0) {
      return round(millis, 1).toPlainString() + NO_BREAK + "ms";
    }
    if (round(millis, 0).compareTo(THOUSAND) < 0) {
      return round(millis, 0).toPlainString() + NO_BREAK + "ms";
    }
    BigDecimal seconds = millis.movePointLeft(3);
    int decimals = round(seconds, 2).compareTo(BigDecimal.valueOf(100)) < 0 ? 2 : 0;
    return grouped(round(seconds, decimals)) + NO_BREAK + "s";
  }

  /** A share with {@code decimals}; one that is more than nothing is not printed as zero. */
  static String percent(double share, int decimals) {
    BigDecimal percent = round(BigDecimal.valueOf(share).movePointRight(2), decimals);
    boolean tiny = share > 0 && percent.signum() == 0;
    String written = tiny ? "<" + BigDecimal.ONE.movePointLeft(decimals) : grouped(percent);
    return written + NO_BREAK + "%";
  }

  static String percent(long part, long whole, int decimals) {
    return whole == 0 ? NONE : percent((double) part / whole, decimals);
  }

  static String clock(Instant time) {
    return CLOCK.format(time);
  }

  static String minutes(Instant time) {
    return MINUTES.format(time);
  }

  static String day(Instant time) {
    return DAY.format(time);
  }

  /** The time of day, with the day in front when it is not that of {@code now}. */
  static String when(Instant time, Instant now) {
    return day(time).equals(day(now)) ? clock(time) : day(time) + " " + clock(time);
  }

  static String ago(Instant time, Instant now) {
    Duration age = Duration.between(time, now);
    if (age.toSeconds() < 60) {
      return Math.max(1, age.toSeconds()) + " s ago";
    }
    if (age.toMinutes() < 60) {
      return age.toMinutes() + " min ago";
    }
    return age.toHours() < 24 ? age.toHours() + " h ago" : age.toDays() + " d ago";
  }

  /** A name that somebody else chose, with control and direction characters shown, not sent. */
  static String name(String name) {
    StringBuilder shown = new StringBuilder(name.length());
    name.codePoints().map(Figures::shown).forEach(shown::appendCodePoint);
    return shown.toString();
  }

  private static int shown(int character) {
    if (character < 0x20) {
      return 0x2400 + character;
    }
    if (character == 0x7f) {
      return 0x2421;
    }
    boolean control = character > 0x7f && character < 0xa0;
    boolean loneSurrogate = character >= 0xd800 && character <= 0xdfff;
    boolean noXml = character == 0xfffe || character == 0xffff;
    boolean override = character >= 0x202a && character <= 0x202e;
    boolean isolate = character >= 0x2066 && character <= 0x2069;
    boolean turnsText = override || isolate;
    return control || loneSurrogate || noXml || turnsText ? 0xfffd : character;
  }

  private static boolean isTiny(BigDecimal dollars) {
    return dollars.abs().compareTo(SMALLEST) < 0;
  }

  private static String tiny(BigDecimal dollars) {
    if (dollars.signum() == 0) {
      return "$0";
    }
    return dollars.signum() > 0 ? "<$0.000001" : ">" + MINUS + "$0.000001";
  }

  private static String dollars(BigDecimal rounded) {
    String digits = "$" + grouped(rounded.abs());
    return rounded.signum() < 0 ? MINUS + digits : digits;
  }

  private static String abbreviated(long count) {
    BigDecimal scaled = new BigDecimal(count).divide(MILLION);
    int unit = 0;
    while (unit < LARGE.length - 1 && round(scaled.abs(), 2).compareTo(THOUSAND) >= 0) {
      scaled = scaled.divide(THOUSAND);
      unit++;
    }
    return grouped(round(scaled, 2)) + NO_BREAK + LARGE[unit];
  }

  private static BigDecimal round(BigDecimal value, int decimals) {
    return value.setScale(decimals, RoundingMode.HALF_UP);
  }

  private static String grouped(BigDecimal value) {
    BigInteger whole = value.abs().toBigInteger();
    String fraction = value.scale() <= 0 ? "" : fraction(value.abs());
    String sign = value.signum() < 0 ? MINUS : "";
    return sign + String.format(Locale.ROOT, "%,d", whole) + fraction;
  }

  private static String fraction(BigDecimal value) {
    String plain = value.toPlainString();
    return plain.substring(plain.indexOf('.'));
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }
}
