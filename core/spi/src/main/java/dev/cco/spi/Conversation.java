package dev.cco.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request in canonical form, in no vendor's language. Built only where the client's protocol is
 * not the provider's.
 *
 * @param model the model's name at the provider
 * @param system the instructions at the top
 * @param maxTokens the most tokens to answer with, thinking included; zero asks for none
 * @param stop texts that end the answer
 * @param user an opaque name of the end user
 * @param origin the protocol the request came in
 * @param extras top-level fields of that protocol without a place here, by name, in order; a name
 *     with a dot is a field further in, which only can be reported
 */
public record Conversation(
    String model,
    List<Block> system,
    List<Turn> turns,
    List<Tool> tools,
    Optional<ToolChoice> toolChoice,
    Optional<Integer> maxTokens,
    Sampling sampling,
    List<String> stop,
    Optional<Reasoning> reasoning,
    Optional<OutputFormat> format,
    boolean stream,
    Optional<String> user,
    Protocol origin,
    Map<String, JsonNode> extras) {

  public Conversation {
    system = List.copyOf(system);
    turns = List.copyOf(turns);
    tools = List.copyOf(tools);
    stop = List.copyOf(stop);
    extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
  }

  /** The same, asked of another model. */
  public Conversation withModel(String name) {
    return new Conversation(
        name,
        system,
        turns,
        tools,
        toolChoice,
        maxTokens,
        sampling,
        stop,
        reasoning,
        format,
        stream,
        user,
        origin,
        extras);
  }
}
