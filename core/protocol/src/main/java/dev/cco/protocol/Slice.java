package dev.cco.protocol;

/** A part of an array, not copied. {@code to} is exclusive. */
@SuppressWarnings("ArrayRecordComponent") // a view of a buffer; nobody compares them
public record Slice(byte[] array, int from, int to) {
  public Slice {
    if (from < 0 || to < from || to > array.length) {
      throw new IllegalArgumentException("not within the array: " + from + ".." + to);
    }
  }

  /** The whole of an array. */
  public static Slice of(byte[] array) {
    return new Slice(array, 0, array.length);
  }

  public int length() {
    return to - from;
  }

  @Override
  public String toString() {
    return "Slice[" + from + ".." + to + "]";
  }
}
