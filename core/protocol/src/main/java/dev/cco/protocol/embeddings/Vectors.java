package dev.cco.protocol.embeddings;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Vectors as base64 of 32-bit floats, the least byte first. */
final class Vectors {
  private Vectors() {}

  static String base64(float[] vector) {
    return base64(vector, vector.length);
  }

  /** Of an array's first {@code length} numbers. */
  static String base64(float[] vector, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector, 0, length);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /**
   * The numbers again.
   *
   * @throws IllegalArgumentException if it is no base64, or not of whole floats
   */
  static float[] floats(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    if (bytes.length % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "not a whole number of floats: " + bytes.length + " bytes");
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }
}
