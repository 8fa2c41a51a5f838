package dev.cco.web.dashboard;

import dev.cco.ledger.Reports.Period;
import dev.cco.ledger.Reports.Point;
import dev.cco.ledger.Reports.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The sums of each bucket of a period, from the points of a series that leaves empty ones out. */
final class Buckets {
  /** A period without calls. */
  static final Buckets NONE = new Buckets(List.of());

  private final List<Optional<Totals>> totals;

  private Buckets(List<Optional<Totals>> totals) {
    this.totals = totals;
  }

  /** Expects an ungrouped series. */
  static Buckets of(List<Point> points, Period period, Duration bucket, int size) {
    List<Optional<Totals>> totals = new ArrayList<>(Collections.nCopies(size, Optional.empty()));
    points.forEach(
        point -> totals.set(index(point, period, bucket, size), Optional.of(point.totals())));
    return new Buckets(totals);
  }

  static int index(Point point, Period period, Duration bucket, int size) {
    long index = Duration.between(period.from(), point.start()).dividedBy(bucket);
    return Math.clamp(index, 0, size - 1);
  }

  /** A sparkline of sums: a bucket without calls is a zero. */
  String sums(ToDoubleFunction<Totals> value) {
    return line(one -> OptionalDouble.of(one.map(value::applyAsDouble).orElse(0.0)));
  }

  /** A sparkline of averages: a bucket without any is a gap. */
  String averages(Function<Totals, Optional<Double>> value) {
    return line(one -> one.flatMap(value).stream().mapToDouble(Double::doubleValue).findFirst());
  }

  private String line(Function<Optional<Totals>, OptionalDouble> value) {
    if (totals.stream().allMatch(Optional::isEmpty)) {
      return "";
    }
    return Sparkline.path(totals.stream().map(value).toList());
  }
}
