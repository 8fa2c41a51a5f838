package dev.cco.gateway;

/** Decides who may ask, from memory only. */
@FunctionalInterface
public interface Admission {

  /**
   * Lets a request in or refuses it.
   *
   * @throws RefusalException if the caller may not ask
   */
  void admit(ClientRequest request);
}
