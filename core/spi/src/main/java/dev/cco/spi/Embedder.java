package dev.cco.spi;

import java.util.List;
import java.util.Optional;

/**
 * A provider that makes vectors from texts, but does not take {@link Operation#EMBEDDINGS} in the
 * client's own bytes.
 */
public interface Embedder {

  /**
   * Makes a vector of each text.
   *
   * @param texts at least one, none of them empty
   * @param dimensions how long the vectors are to be; absent for as long as the model's are. The
   *     gateway refuses an answer of another length.
   * @throws CallerFault if the request is wrong
   * @throws UpstreamFailure if the provider fails
   */
  Embeddings embed(Target target, List<String> texts, Optional<Integer> dimensions);
}
