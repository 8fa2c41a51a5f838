package dev.cco.launcher;

import java.util.Locale;

/** What a person reads when CCO is ready. */
final class Welcome {
  private Welcome() {}

  static String text(String version, Settings settings, double seconds) {
    return String.format(
        Locale.ROOT,
        """

        CCO %1$s is ready at %2$s (%3$.1f s).

          Try it        curl %2$s/v1/messages -H 'content-type: application/json' -d \\
                          '{"model":"sim/small","max_tokens":64,"messages":[{"role":"user","content":"Hello"}]}'
          Claude Code   ANTHROPIC_BASE_URL=%2$s claude
          Dashboard     %2$s/

          Configuration %4$s
          Data and logs %5$s
          Ctrl-C stops it.

        """,
        version,
        settings.address(),
        seconds,
        settings.configDir(),
        settings.dataDir());
  }
}
