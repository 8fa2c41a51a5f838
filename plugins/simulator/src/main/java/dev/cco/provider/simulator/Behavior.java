package dev.cco.provider.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a simulated model behaves; its name says it.
 *
 * @param large whether it says more
 * @param silence before the first event
 * @param pause between two pieces of content
 * @param cutAfter how many events come before the connection ends
 * @param error what it refuses every request with
 */
record Behavior(
    boolean large,
    Duration silence,
    Duration pause,
    Optional<Integer> cutAfter,
    Optional<Refusal> error) {

  /** A status, and after how many seconds a client may try again. */
  record Refusal(int status, int retryAfterSeconds) {}

  private static final Pattern SLOW = Pattern.compile("sim/slow-([0-9]{1,6})(ms|s)");
  private static final Pattern SILENT = Pattern.compile("sim/silent-([0-9]{1,6})(ms|s)");
  private static final Pattern CUT = Pattern.compile("sim/cut-([0-9]{1,6})");
  private static final Pattern ERROR =
      Pattern.compile("sim/error-([45][0-9]{2})(?:-([0-9]{1,6})s)?");

  private static final Behavior SMALL =
      new Behavior(false, Duration.ZERO, Duration.ZERO, Optional.empty(), Optional.empty());

  /** The behaviour of a model; empty if there is no such model. */
  static Optional<Behavior> of(String model) {
    if (model.equals("sim/small")) {
      return Optional.of(SMALL);
    }
    if (model.equals("sim/large")) {
      return Optional.of(
          new Behavior(true, Duration.ZERO, Duration.ZERO, Optional.empty(), Optional.empty()));
    }
    return slow(model).or(() -> silent(model)).or(() -> cut(model)).or(() -> error(model));
  }

  private static Optional<Behavior> slow(String model) {
    return match(SLOW, model)
        .map(
            found ->
                new Behavior(
                    false, Duration.ZERO, time(found), Optional.empty(), Optional.empty()));
  }

  private static Optional<Behavior> silent(String model) {
    return match(SILENT, model)
        .map(
            found ->
                new Behavior(
                    false, time(found), Duration.ZERO, Optional.empty(), Optional.empty()));
  }

  private static Optional<Behavior> cut(String model) {
    return match(CUT, model)
        .map(
            found ->
                new Behavior(
                    false,
                    Duration.ZERO,
                    Duration.ZERO,
                    Optional.of(Integer.parseInt(found.group(1))),
                    Optional.empty()));
  }

  private static Optional<Behavior> error(String model) {
    return match(ERROR, model)
        .map(
            found -> {
              int wait = found.group(2) == null ? 1 : Integer.parseInt(found.group(2));
              Refusal refusal = new Refusal(Integer.parseInt(found.group(1)), wait);
              return new Behavior(
                  false, Duration.ZERO, Duration.ZERO, Optional.empty(), Optional.of(refusal));
            });
  }

  private static Optional<Matcher> match(Pattern pattern, String model) {
    Matcher matcher = pattern.matcher(model);
    return matcher.matches() ? Optional.of(matcher) : Optional.empty();
  }

  private static Duration time(Matcher found) {
    long number = Long.parseLong(found.group(1));
    return found.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
  }
}
