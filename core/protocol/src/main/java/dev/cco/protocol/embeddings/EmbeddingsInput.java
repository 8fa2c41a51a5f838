package dev.cco.protocol.embeddings;

import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.openai.RequestHead;
import dev.cco.spi.CallerFault;
import java.util.ArrayList;
import java.util.List;

/** What is to be embedded; each item gives one vector. */
public sealed interface EmbeddingsInput {

  /** How many vectors it gives. */
  int size();

  /** Texts. */
  record Texts(List<String> texts) implements EmbeddingsInput {
    public Texts {
      texts = List.copyOf(texts);
    }

    @Override
    public int size() {
      return texts.size();
    }

    /** Without the texts: they are the user's. */
    @Override
    public String toString() {
      return "Texts[" + texts.size() + "]";
    }
  }

  /** Texts that the client has taken apart by the model's tokenizer. */
  record Tokens(List<List<Integer>> tokens) implements EmbeddingsInput {
    public Tokens {
      tokens = tokens.stream().map(List::copyOf).toList();
    }

    @Override
    public int size() {
      return tokens.size();
    }

    @Override
    public String toString() {
      return "Tokens[" + tokens.size() + "]";
    }
  }

  /**
   * Takes the input out of a request.
   *
   * @throws CallerFault if it is missing, empty or of a wrong type
   */
  static EmbeddingsInput read(Tape tape) {
    check(tape);
    int input = tape.member(tape.root(), "input");
    if (tape.isString(input)) {
      return new Texts(List.of(tape.string(input)));
    }
    List<Integer> items = children(tape, input);
    return switch (tape.kind(items.getFirst())) {
      case STRING -> new Texts(items.stream().map(tape::string).toList());
      case ARRAY -> new Tokens(items.stream().map(item -> tokens(tape, item)).toList());
      default -> new Tokens(List.of(tokens(tape, input)));
    };
  }

  /** Refuses what {@link #read} does, without taking anything out. */
  static void check(Tape tape) {
    int input = tape.member(tape.root(), "input");
    if (input == Tape.NONE || tape.kind(input) == Kind.NULL) {
      throw RequestHead.missing("input");
    }
    if (tape.isString(input)) {
      text(tape, input);
      return;
    }
    if (tape.kind(input) != Kind.ARRAY) {
      throw RequestHead.wrongType(tape, input, "a string or an array of strings or tokens");
    }
    int first = firstOf(tape, input);
    switch (tape.kind(first)) {
      case STRING -> each(tape, input, EmbeddingsInput::text);
      case NUMBER -> each(tape, input, EmbeddingsInput::token);
      case ARRAY ->
          each(
              tape,
              input,
              (sameTape, item) -> {
                if (sameTape.kind(item) != Kind.ARRAY) {
                  throw RequestHead.wrongType(sameTape, item, "an array of tokens");
                }
                firstOf(sameTape, item);
                each(sameTape, item, EmbeddingsInput::token);
              });
      case OBJECT, TRUE, FALSE, NULL ->
          throw RequestHead.wrongType(tape, first, "a string, a token or an array of tokens");
    }
  }

  /** A rule for one item. */
  @FunctionalInterface
  interface Rule {
    void check(Tape tape, int item);
  }

  private static void each(Tape tape, int array, Rule rule) {
    for (int item = tape.firstChild(array); item != Tape.NONE; item = tape.next(item)) {
      rule.check(tape, item);
    }
  }

  private static int firstOf(Tape tape, int array) {
    int first = tape.firstChild(array);
    if (first == Tape.NONE) {
      throw RequestHead.invalid(tape, array, "empty array. Expected at least one item.");
    }
    return first;
  }

  private static void text(Tape tape, int item) {
    if (!tape.isString(item)) {
      throw RequestHead.wrongType(tape, item, "a string");
    }
    if (tape.isString(item, "")) {
      throw RequestHead.invalid(tape, item, "input cannot be an empty string.");
    }
  }

  private static void token(Tape tape, int item) {
    if (!tape.isInteger(item)) {
      throw RequestHead.wrongType(tape, item, "an integer");
    }
    int length = tape.end(item) - tape.start(item);
    if (tape.raw(item).startsWith("-") || length > 9) {
      throw RequestHead.invalid(tape, item, "not a token.");
    }
  }

  private static List<Integer> tokens(Tape tape, int array) {
    return children(tape, array).stream().map(item -> tape.number(item).intValueExact()).toList();
  }

  private static List<Integer> children(Tape tape, int array) {
    List<Integer> children = new ArrayList<>();
    for (int item = tape.firstChild(array); item != Tape.NONE; item = tape.next(item)) {
      children.add(item);
    }
    return children;
  }
}
