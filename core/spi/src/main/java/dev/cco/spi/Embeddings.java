package dev.cco.spi;

import java.util.List;

/**
 * Vectors made from texts. The arrays are not changed after construction.
 *
 * @param vectors one for each text, in the texts' order, all of one length
 * @param usage prompt tokens only
 */
public record Embeddings(List<float[]> vectors, Usage usage) {
  public Embeddings {
    vectors = List.copyOf(vectors);
    for (float[] vector : vectors) {
      if (vector.length == 0 || vector.length != vectors.getFirst().length) {
        throw new IllegalArgumentException("vectors must be of one length, and not empty");
      }
    }
  }

  @Override
  public String toString() {
    return "Embeddings[" + vectors.size() + "]";
  }
}
