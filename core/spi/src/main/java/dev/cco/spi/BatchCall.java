package dev.cco.spi;

import java.nio.file.Path;

/** What can be asked about batches. */
public sealed interface BatchCall {

  /**
   * Takes a batch.
   *
   * @param body the client's request in a file, the models' names already replaced
   */
  record Create(Path body) implements BatchCall {}

  /** How far a batch is. */
  record Get(String id) implements BatchCall {}

  /** Ends a batch before its time. */
  record Cancel(String id) implements BatchCall {}

  /** Forgets a batch that has ended. */
  record Delete(String id) implements BatchCall {}

  /** The results of a batch that has ended, by lines. */
  record Results(String id) implements BatchCall {}
}
