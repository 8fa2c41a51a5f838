package dev.cco.gateway.dispatch;

import dev.cco.protocol.Slice;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Joins slices; those that lie side by side in one array are not copied. */
final class Outgoing {
  private static final Slice NOTHING = Slice.of(new byte[0]);

  private Slice run = NOTHING;
  private @Nullable ByteArrayOutputStream copied;

  void add(Slice next) {
    if (next.length() == 0) {
      return;
    }
    if (run.length() == 0) {
      run = next;
      return;
    }
    if (isBehind(run, next)) {
      run = new Slice(run.array(), run.from(), next.to());
      return;
    }
    flush();
    run = next;
  }

  Slice joined() {
    if (copied == null) {
      return run;
    }
    flush();
    run = Slice.of(copied.toByteArray());
    copied = null;
    return run;
  }

  @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
  private static boolean isBehind(Slice before, Slice next) {
    return before.array() == next.array() && before.to() == next.from();
  }

  private void flush() {
    if (copied == null) {
      copied = new ByteArrayOutputStream();
    }
    copied.write(run.array(), run.from(), run.length());
  }
}
