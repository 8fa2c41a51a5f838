package dev.cco.spi;

/**
 * A plugin: one vendor, or one kind of server. Found through CDI as a dependent bean; the gateway
 * starts it once, calls it from many virtual threads at a time, and closes it when its jar is
 * replaced. Calls block.
 */
public interface Provider extends AutoCloseable {

  /** What the plugin is; the same on every call, and available before {@link #start}. */
  ProviderMetadata metadata();

  /** Makes ready for calls: clients, pools, limits. Must not call the provider. */
  void start(ProviderContext context);

  /**
   * Answers a conversation that came in another language than the provider's.
   *
   * @return the answer under way; the provider may not have begun yet
   * @throws CallerFault if the request is wrong, or cannot be said completely and the target is
   *     strict
   * @throws UpstreamFailure if the provider fails
   */
  Events converse(Target target, Conversation conversation);

  /** Gives back what {@link #start} took. */
  @Override
  void close();
}
