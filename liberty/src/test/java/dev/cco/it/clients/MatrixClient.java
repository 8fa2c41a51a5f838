package dev.cco.it.clients;

import java.util.List;

/** A real client and the cases it can do. */
interface MatrixClient {
  /** What a client of the Messages API can do. */
  List<String> MESSAGES =
      List.of("create", "stream", "tools", "tools-stream", "image", "models", "limited", "unknown");

  /** What a client of the Chat Completions API can do. */
  List<String> CHAT =
      List.of(
          "create",
          "stream",
          "stream-without-usage",
          "tools",
          "tools-stream",
          "image",
          "models",
          "limited",
          "unknown");

  String name();

  List<String> cases();

  /** Does every case on every route of the plan. */
  List<Row> run(Plan plan);
}
