package dev.cco.provider.simulator;

import dev.cco.protocol.embeddings.EmbeddingsInput;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Embeddings;
import dev.cco.spi.Usage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Vectors of length 1 by a rule: each word has a direction of its own, and a text points where its
 * words do together, so that texts which share words are near each other. A shorter vector is the
 * beginning of a longer one, made to length 1 again.
 */
final class SimulatedVectors {
  private static final int SMALL = 256;
  private static final int LARGE = 1024;

  private SimulatedVectors() {}

  /**
   * A vector for each item.
   *
   * @throws CallerFault if longer ones are wanted than there are
   */
  static Embeddings of(EmbeddingsInput input, Optional<Integer> dimensions, boolean large) {
    int most = large ? LARGE : SMALL;
    int length = dimensions.orElse(most);
    if (length > most) {
      throw new CallerFault(
          400, "Invalid 'dimensions': at most %d can be had.".formatted(most), "/dimensions");
    }
    return switch (input) {
      case EmbeddingsInput.Texts texts ->
          new Embeddings(
              texts.texts().stream().map(text -> vector(words(text), length)).toList(),
              Usage.of(texts.texts().stream().mapToLong(TokenCount::of).sum(), 0));
      case EmbeddingsInput.Tokens tokens ->
          new Embeddings(
              tokens.tokens().stream()
                  .map(item -> vector(item.stream().map(token -> "#" + token).toList(), length))
                  .toList(),
              Usage.of(tokens.tokens().stream().mapToLong(List::size).sum(), 0));
    };
  }

  /** The words in lower case; a text without letters or digits is a word itself. */
  private static List<String> words(String text) {
    List<String> words =
        Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
            .filter(word -> !word.isEmpty())
            .toList();
    return words.isEmpty() ? List.of(text) : words;
  }

  private static float[] vector(List<String> words, int length) {
    double[] sum = new double[length];
    for (String word : words) {
      SplittableRandom random = new SplittableRandom(seed(word));
      for (int i = 0; i < length; i++) {
        sum[i] += random.nextDouble(-1, 1);
      }
    }
    double square = 0;
    for (double part : sum) {
      square += part * part;
    }
    double norm = Math.sqrt(square);
    float[] vector = new float[length];
    for (int i = 0; i < length; i++) {
      vector[i] = (float) (sum[i] / norm);
    }
    return vector;
  }

  /** FNV-1a, as {@link String#hashCode} gives near numbers to near words. */
  private static long seed(String word) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
