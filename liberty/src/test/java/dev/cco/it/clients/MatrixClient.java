package dev.cco.it.clients;

import java.util.List;
import java.util.stream.Stream;

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

  /** What a client of OpenAI's that has the Responses API, too, can do. */
  List<String> CHAT_AND_RESPONSES =
      Stream.concat(CHAT.stream(), Stream.of("responses", "responses-stream", "responses-tools"))
          .toList();

  /** What an OpenAI client can do beside conversations. */
  List<String> EMBEDDINGS = List.of("embeddings", "embeddings-refused");

  String name();

  List<String> cases();

  /** Does every case on every route of the plan. */
  List<Row> run(Plan plan);
}
