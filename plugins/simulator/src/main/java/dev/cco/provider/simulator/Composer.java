package dev.cco.provider.simulator;

import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Reasoning;
import dev.cco.spi.StopReason;
import dev.cco.spi.Tool;
import dev.cco.spi.ToolChoice;
import dev.cco.spi.Turn;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Composes the answer to a conversation; nothing but the conversation decides what it is. */
final class Composer {
  private static final int LONGEST_QUOTE = 400;

  private final Conversation conversation;
  private final boolean large;
  private final String id;
  private final List<Event> events = new ArrayList<>();
  private long spoken;
  private long thought;

  /**
   * A composer of one answer.
   *
   * @param id from which the ids of calls are made
   */
  Composer(Conversation conversation, boolean large, String id) {
    this.conversation = conversation;
    this.large = large;
    this.id = id;
  }

  List<Event> compose() {
    long prompt = TokenCount.of(conversation);
    events.add(new Event.Started("", conversation.model(), Usage.of(prompt, 0)));
    Event.Finished end = answer();
    Usage usage = new Usage(prompt, 0, 0, 0, spoken + thought, thought, true);
    events.add(new Event.Finished(end.reason(), end.stopSequence(), usage));
    return List.copyOf(events);
  }

  private Event.Finished answer() {
    if (conversation.maxTokens().filter(most -> most == 0).isPresent()) {
      return end(StopReason.MAX_TOKENS);
    }
    conversation.reasoning().filter(Composer::isThinkingWanted).ifPresent(this::think);
    List<Tool.Function> wanted = lastTurnHasResult() ? List.of() : toolsAskedFor();
    if (!wanted.isEmpty()) {
      wanted.forEach(this::call);
      return end(StopReason.TOOL_USE);
    }
    return say(text());
  }

  private static Event.Finished end(StopReason reason) {
    return new Event.Finished(reason, Optional.empty(), Usage.UNKNOWN);
  }

  private static boolean isThinkingWanted(Reasoning reasoning) {
    return reasoning
        .mode()
        .map(mode -> mode != Reasoning.Mode.DISABLED)
        .orElseGet(() -> reasoning.effort().filter(effort -> !effort.equals("none")).isPresent());
  }

  private void think(Reasoning reasoning) {
    String words = "The user wrote " + question().length() + " characters; an echo will do.";
    boolean shown = reasoning.display().filter("omitted"::equals).isEmpty();
    thought = TokenCount.of(words);
    events.add(new Event.BlockStarted(new Block.Thinking("", "")));
    if (shown) {
      words(words).forEach(word -> events.add(new Event.ThinkingDelta(word)));
    }
    events.add(new Event.SignatureDelta("sim" + id));
    events.add(new Event.BlockStopped());
  }

  /** Those that the question names, in the order of their mention; or as the choice demands. */
  private List<Tool.Function> toolsAskedFor() {
    List<Tool.Function> offered =
        conversation.tools().stream()
            .filter(Tool.Function.class::isInstance)
            .map(Tool.Function.class::cast)
            .toList();
    Optional<ToolChoice> choice = conversation.toolChoice();
    List<Tool.Function> named =
        offered.stream()
            .filter(tool -> mention(tool.name()) >= 0)
            .sorted(Comparator.comparingInt(tool -> mention(tool.name())))
            .toList();
    boolean single = choice.flatMap(ToolChoice::parallel).filter(parallel -> !parallel).isPresent();
    List<Tool.Function> some = single ? named.stream().limit(1).toList() : named;
    return switch (choice.map(ToolChoice::mode).orElse(ToolChoice.Mode.AUTO)) {
      case NONE -> List.of();
      case AUTO -> some;
      case ANY -> some.isEmpty() ? offered.stream().limit(1).toList() : some;
      case NAMED ->
          offered.stream()
              .filter(
                  tool -> choice.flatMap(ToolChoice::name).filter(tool.name()::equals).isPresent())
              .toList();
    };
  }

  private int mention(String name) {
    Matcher matcher =
        Pattern.compile("(?<![A-Za-z0-9_-])" + Pattern.quote(name) + "(?![A-Za-z0-9_-])")
            .matcher(question());
    return matcher.find() ? matcher.start() : -1;
  }

  private void call(Tool.Function tool) {
    String arguments = Json.text(SchemaSample.of(tool.inputSchema()));
    String callId = "call_" + id + "_" + events.size();
    spoken += TokenCount.of(tool.name() + arguments);
    events.add(new Event.BlockStarted(new Block.ToolUse(callId, tool.name(), Json.object())));
    for (String rest = arguments; !rest.isEmpty(); ) {
      String piece = head(rest, 16);
      events.add(new Event.ArgumentsDelta(piece));
      rest = rest.substring(piece.length());
    }
    events.add(new Event.BlockStopped());
  }

  private Event.Finished say(String full) {
    Optional<String> stop = stopIn(full);
    String text = stop.map(sequence -> full.substring(0, full.indexOf(sequence))).orElse(full);
    long left =
        conversation.maxTokens().map(most -> Math.max(0, most - thought)).orElse(Long.MAX_VALUE);
    List<String> said = new ArrayList<>();
    StringBuilder sum = new StringBuilder();
    for (String word : words(text)) {
      if (TokenCount.of(sum.append(word).toString()) > left) {
        break;
      }
      said.add(word);
    }
    boolean tooLong = sum.length() > said.stream().mapToInt(String::length).sum();
    if (!said.isEmpty()) {
      events.add(new Event.BlockStarted(new Block.Text("")));
      said.forEach(word -> events.add(new Event.TextDelta(word)));
      events.add(new Event.BlockStopped());
    }
    spoken += TokenCount.of(String.join("", said));
    if (tooLong) {
      return end(StopReason.MAX_TOKENS);
    }
    return stop.map(sequence -> new Event.Finished(StopReason.STOP_SEQUENCE, stop, Usage.UNKNOWN))
        .orElseGet(() -> end(StopReason.END_TURN));
  }

  private Optional<String> stopIn(String text) {
    return conversation.stop().stream()
        .filter(sequence -> !sequence.isEmpty() && text.contains(sequence))
        .min(Comparator.comparingInt(text::indexOf));
  }

  private String text() {
    String text = lastTurnHasResult() ? "The tool answered: " + lastResult() : echo();
    if (conversation.format().isEmpty()) {
      return text;
    }
    return switch (conversation.format().get()) {
      case OutputFormat.JsonObject any -> Json.text(Json.object().put("answer", text));
      case OutputFormat.JsonSchema schema -> Json.text(SchemaSample.of(schema.schema()));
    };
  }

  private String echo() {
    String quote = question();
    String said = quote.isEmpty() ? "You said nothing." : "You said: " + head(quote, LONGEST_QUOTE);
    long pictures = lastTurn().stream().filter(block -> block instanceof Block.Image).count();
    String seen = pictures == 0 ? "" : " I was shown " + pictures + " picture(s).";
    if (!large) {
      return said + seen;
    }
    return "I am the large simulated model and think in whole sentences. "
        + said
        + seen
        + " This conversation has "
        + conversation.turns().size()
        + " turn(s) so far. Nothing of this was made by a language model.";
  }

  private boolean lastTurnHasResult() {
    return lastTurn().stream().anyMatch(Block.ToolResult.class::isInstance);
  }

  private String lastResult() {
    StringBuilder text = new StringBuilder();
    for (Block block : lastTurn()) {
      if (block instanceof Block.ToolResult result) {
        text.append(text.isEmpty() ? "" : " ").append(textOf(result.content()));
      }
    }
    return head(text.toString(), LONGEST_QUOTE);
  }

  /** The last text of the user. */
  private String question() {
    return textOf(lastTurn()).strip();
  }

  private List<Block> lastTurn() {
    return conversation.turns().stream()
        .filter(turn -> turn.role() == Turn.Role.USER)
        .reduce((before, after) -> after)
        .map(Turn::blocks)
        .orElse(List.of());
  }

  /** The last one: clients put reminders of their own before it. */
  private static String textOf(List<Block> blocks) {
    String last = "";
    for (Block block : blocks) {
      if (block instanceof Block.Text text) {
        last = text.text();
      }
    }
    return last;
  }

  /** The first characters of a text, none of them torn apart. */
  private static String head(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }

  /** Each word with the white space after it. */
  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("(?<=\\s)(?=\\S)", -1));
  }
}
