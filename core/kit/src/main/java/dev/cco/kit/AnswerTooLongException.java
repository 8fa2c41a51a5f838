package dev.cco.kit;

import java.io.IOException;

/** More came than any answer may hold. */
final class AnswerTooLongException extends IOException {
  private static final long serialVersionUID = 1L;

  AnswerTooLongException(long limit) {
    super("more than " + limit + " bytes");
  }
}
