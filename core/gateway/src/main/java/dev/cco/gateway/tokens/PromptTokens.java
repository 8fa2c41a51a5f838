package dev.cco.gateway.tokens;

import dev.cco.spi.Block;
import dev.cco.spi.Block.Media;
import dev.cco.spi.Conversation;
import dev.cco.spi.Tool;
import dev.cco.spi.Turn;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The tokens of a prompt: everything that is sent counts, and what cannot be known counts as much
 * as it can be. Of one prompt.
 */
public final class PromptTokens {
  private static final long TURN = 6;
  private static final long BLOCK = 2;
  private static final long TOOL = 12;

  /** What Anthropic says to its models about tools, where there are any. */
  private static final long TOOL_INSTRUCTIONS = 800;

  /** A page is read as text and looked at as a picture. */
  private static final long PAGE = 4_600;

  /** A document that only its provider can see. */
  private static final long HIDDEN_DOCUMENT = 30_000;

  private final TextTokens texts;
  private final PictureRule pictures;
  private long tokens;

  private PromptTokens(TextTokens texts, PictureRule pictures) {
    this.texts = texts;
    this.pictures = pictures;
  }

  /** How a count came about. */
  public enum Source {
    /** By the model's own tokenizer. */
    TOKENIZER,
    /** By a rule that errs high. */
    ESTIMATE;

    /** The word for it in a header. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A count and its source. */
  public record Count(long tokens, Source source) {}

  /**
   * Counts a prompt for a model.
   *
   * @param model by its provider's name
   */
  public static Count of(Conversation prompt, String model) {
    Optional<TextTokens> tokenizer = Tokenizers.of(model);
    if (tokenizer.isPresent()) {
      PromptTokens count = new PromptTokens(tokenizer.get(), PictureRule.ofOpenAi(model));
      return new Count(count.prompt(prompt), Source.TOKENIZER);
    }
    PromptTokens count = new PromptTokens(texts(model), PictureRule.AREA);
    long instructions = prompt.tools().isEmpty() ? 0 : TOOL_INSTRUCTIONS;
    return new Count(count.prompt(prompt) + instructions, Source.ESTIMATE);
  }

  /** Anthropic says that its models from 4.7 on count 30 % more than those before. */
  private static TextTokens texts(String model) {
    return model.contains("claude")
        ? text -> Math.ceilDiv(TextEstimate.of(text) * 4, 3)
        : TextEstimate::of;
  }

  private long prompt(Conversation prompt) {
    tokens = TURN;
    blocks(prompt.system());
    for (Turn turn : prompt.turns()) {
      tokens += TURN;
      blocks(turn.blocks());
    }
    prompt.tools().forEach(this::tool);
    return tokens;
  }

  private void text(String text) {
    tokens += texts.of(text);
  }

  private void blocks(List<Block> blocks) {
    for (Block block : blocks) {
      tokens += BLOCK;
      block(block);
    }
  }

  private void block(Block block) {
    switch (block) {
      case Block.Text text -> text(text.text());
      case Block.Refusal refusal -> text(refusal.text());
      case Block.Thinking thinking -> text(thinking.text());
      case Block.RedactedThinking redacted -> text(redacted.data());
      case Block.Image image -> tokens += pictures.tokens(size(image.media()));
      case Block.Document document -> {
        document.title().ifPresent(this::text);
        document.context().ifPresent(this::text);
        document(document.media());
      }
      case Block.ToolUse use -> {
        text(use.id());
        text(use.name());
        text(use.input().toString());
      }
      case Block.ToolResult result -> {
        text(result.toolUseId());
        blocks(result.content());
      }
      case Block.Opaque opaque -> text(opaque.json().toString());
    }
  }

  private static Optional<PictureSize> size(Media media) {
    return media instanceof Media.Base64 inline ? PictureSize.of(inline.data()) : Optional.empty();
  }

  private void document(Media media) {
    switch (media) {
      case Media.PlainText plain -> text(plain.text());
      case Media.Base64 inline -> {
        if (inline.mediaType().startsWith("text/")) {
          text(decoded(inline));
        } else {
          tokens += PAGE * PdfPages.of(inline.data());
        }
      }
      case Media.Url url -> tokens += HIDDEN_DOCUMENT;
      case Media.FileId file -> tokens += HIDDEN_DOCUMENT;
    }
  }

  private static String decoded(Media.Base64 inline) {
    try {
      return new String(Base64.getDecoder().decode(inline.data()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException noBase64) {
      return inline.data();
    }
  }

  private void tool(Tool tool) {
    tokens += TOOL;
    switch (tool) {
      case Tool.Function function -> {
        text(function.name());
        function.description().ifPresent(this::text);
        text(function.inputSchema().toString());
      }
      case Tool.Opaque opaque -> text(opaque.json().toString());
    }
  }
}
