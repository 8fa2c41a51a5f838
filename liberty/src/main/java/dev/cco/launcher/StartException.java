package dev.cco.launcher;

/** The start cannot go on; the message tells a person what to change. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Something the person configured is wrong. */
  static final int MISCONFIGURED = 2;

  /** The server failed. */
  static final int FAILED = 1;

  private final int exitCode;

  StartException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  StartException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
