package dev.cco.testkit;

import dev.cco.spi.Target;

/** An upstream that plays a {@link Scene}. */
public interface Stage extends AutoCloseable {

  /** Where calls go; not strict. */
  Target target();

  /** The body of the last request that came in, or what stands for it, as text. */
  String lastRequest();

  /** Waits until a call was ended from our side; false if none was. */
  boolean awaitStopped();

  @Override
  void close();
}
