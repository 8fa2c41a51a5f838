package dev.cco.spi;

import java.util.List;
import java.util.Map;

/**
 * A provider that takes many Messages requests at once and works them off by itself, in Anthropic's
 * message batches. The gateway hands it batches all of whose models are its own.
 */
public interface BatchProvider {

  /**
   * Makes one call of the batches' interface.
   *
   * @param headers the client's, by lower-case name, without credentials and hop-by-hop headers
   * @return the provider's success under way: a batch, what is left of a deleted one, or results by
   *     lines
   * @throws CallerFault if the provider refuses the request
   * @throws UpstreamFailure if it fails
   */
  WireAnswer batch(Target target, Map<String, List<String>> headers, BatchCall call);
}
