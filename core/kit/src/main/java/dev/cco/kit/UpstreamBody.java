package dev.cco.kit;

import java.nio.file.Path;

/** What a call sends; it can be sent again. */
public sealed interface UpstreamBody {

  /** In memory; not to be changed. */
  record Bytes(byte[] bytes) implements UpstreamBody {}

  /** Too long for memory; the file stays as it is until the call is over. */
  record InFile(Path file) implements UpstreamBody {}
}
