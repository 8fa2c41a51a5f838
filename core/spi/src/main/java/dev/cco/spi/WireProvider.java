package dev.cco.spi;

/** A provider that speaks a client's protocol itself and takes its bytes as they came. */
public interface WireProvider extends Provider {

  /**
   * Passes a request on whose operation is among {@link ProviderMetadata#speaks}.
   *
   * @return the provider's success under way, its headers read
   * @throws CallerFault if the provider answers 400, 404, 409, 413 or 422
   * @throws UpstreamFailure if it fails or answers anything else but a success
   */
  WireAnswer forward(Target target, WireRequest request);
}
