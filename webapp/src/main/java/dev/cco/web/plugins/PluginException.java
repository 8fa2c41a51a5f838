package dev.cco.web.plugins;

import org.jspecify.annotations.Nullable;

/** A jar is no usable plugin; the message goes on from the jar's name. */
final class PluginException extends Exception {
  private static final long serialVersionUID = 1L;

  PluginException(String message) {
    super(message);
  }

  PluginException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
