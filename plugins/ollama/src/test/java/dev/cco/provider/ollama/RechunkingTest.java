package dev.cco.provider.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.sse.Patience;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded answers say the same however their bytes arrive. */
class RechunkingTest {
  private static final int PARTITIONS = 1000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text           | [text] The sky: 天😀 . END_TURN 26 282
          thinking-tools | [thinking] Let me see. . [text] Looking. . [get_weather call_7] {"city":"Zürich","days":2.50} . [now call_8] {} . TOOL_USE 90 40
          length         | [text] partial . MAX_TOKENS 0 2
          one-line       | [text] All. . END_TURN 3 1
          error          | [text] par !SERVER_ERROR
          cut            | [text] par !BROKEN
          """)
  void saysTheSameHoweverItArrives(String name, String expected) throws IOException {
    Random random = new Random(42);
    for (String lineEnd : List.of("\n", "\r\n", "\n \n\n")) {
      byte[] stream = recorded(name).replace("\n", lineEnd).getBytes(UTF_8);
      assertThat(says(new ByteArrayInputStream(stream))).isEqualTo(expected);

      for (int split = 1; split < stream.length; split++) {
        assertThat(says(new Arriving(stream, split))).as("split %d", split).isEqualTo(expected);
      }
      for (int partition = 0; partition < PARTITIONS; partition++) {
        int[] cuts = random.ints(1 + random.nextInt(40), 1, stream.length).sorted().toArray();
        assertThat(says(new Arriving(stream, cuts))).as("%s", cuts).isEqualTo(expected);
      }
    }
  }

  private static String recorded(String name) throws IOException {
    try (InputStream in =
        RechunkingTest.class.getResourceAsStream("/streams/" + name + ".ndjson")) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    }
  }

  private static String says(InputStream in) {
    AnswerReader reader =
        new AnswerReader(
            in, Patience.endless(), cause -> new UpstreamFailure(kind(cause), "broken"));
    List<Event> events = new ArrayList<>();
    StringBuilder says = new StringBuilder();
    try {
      while (events.isEmpty() || !(events.getLast() instanceof Event.Finished)) {
        events.addAll(reader.next().orElseThrow());
      }
    } catch (UpstreamFailure failure) {
      events.forEach(event -> say(event, says));
      return says.append(" !").append(failure.kind()).toString();
    }
    events.forEach(event -> say(event, says));
    return says.toString();
  }

  private static UpstreamFailure.Kind kind(IOException cause) {
    throw new AssertionError("bytes in memory do not break", cause);
  }

  private static void say(Event event, StringBuilder says) {
    switch (event) {
      case Event.Started started -> assertThat(started.model()).isEqualTo("qwen3:8b");
      case Event.BlockStarted started -> says.append(begin(started.block())).append(' ');
      case Event.TextDelta delta -> says.append(delta.text());
      case Event.ThinkingDelta delta -> says.append(delta.text());
      case Event.SignatureDelta delta -> says.append("signature ").append(delta.signature());
      case Event.ArgumentsDelta delta -> says.append(delta.json());
      case Event.CitationDelta delta -> says.append(delta.citation());
      case Event.BlockStopped stopped -> says.append(" . ");
      case Event.Ping ping -> {}
      case Event.Finished finished -> says.append(finished.reason()).append(usage(finished));
    }
  }

  private static String begin(Block block) {
    return switch (block) {
      case Block.Text text -> "[text]";
      case Block.Thinking thinking -> "[thinking]";
      case Block.ToolUse use -> "[" + use.name() + " " + use.id() + "]";
      case Block.Refusal refusal -> "[refusal]";
      case Block.RedactedThinking redacted -> "[redacted]";
      case Block.Opaque opaque -> "[opaque]";
      case Block.Image image -> "[image]";
      case Block.Document document -> "[document]";
      case Block.ToolResult result -> "[result]";
    };
  }

  private static String usage(Event.Finished finished) {
    Usage usage = finished.usage();
    return " " + usage.prompt() + " " + usage.output();
  }

  /** Gives its bytes in as many arrivals as it has cuts, and one more. */
  private static final class Arriving extends ByteArrayInputStream {
    private final int[] cuts;
    private int next;

    Arriving(byte[] bytes, int... cuts) {
      super(bytes);
      this.cuts = cuts;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      while (next < cuts.length && cuts[next] <= pos) {
        next++;
      }
      int most = next < cuts.length ? cuts[next] - pos : length;
      return super.read(target, offset, Math.min(length, most));
    }
  }
}
