package dev.cco.spi;

import java.util.List;

/** A provider whose models must be asked for. Asked in the background, never for a client. */
public interface ModelDirectory {

  /**
   * The models that the endpoint serves now.
   *
   * @throws UpstreamFailure if it cannot be asked
   */
  List<Model> listModels(Target target);
}
