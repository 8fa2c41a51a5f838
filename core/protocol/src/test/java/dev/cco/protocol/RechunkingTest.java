package dev.cco.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cco.protocol.StreamTap.Passing;
import dev.cco.protocol.StreamTap.Sight;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.protocol.sse.SseFramer;
import dev.cco.protocol.sse.SseReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams as providers send them say the same however their bytes arrive. What each says is in the
 * {@code .txt} beside it.
 */
class RechunkingTest {
  private static final int PARTITIONS = 1000;
  private static final int LONGEST_EVENT = 1 << 20;

  /** A recorded stream, named by its file. */
  record Recording(Path file, Dialect dialect) {
    List<String> says() {
      return read(file.resolveSibling(file.getFileName().toString().replace(".sse", ".txt")))
          .lines()
          .toList();
    }

    @Override
    public String toString() {
      return dialect.protocol() + " " + file.getFileName();
    }
  }

  /** A way to write the same stream. */
  private enum Form {
    LINE_FEED("\n", false),
    CARRIAGE_RETURN("\r", false),
    BOTH("\r\n", false),
    LINE_FEED_AND_NOISE("\n", true),
    CARRIAGE_RETURN_AND_NOISE("\r", true),
    BOTH_AND_NOISE("\r\n", true);

    private final String lineEnd;
    private final boolean noise;

    Form(String lineEnd, boolean noise) {
      this.lineEnd = lineEnd;
      this.noise = noise;
    }

    byte[] of(Recording recording) {
      String text = read(recording.file());
      return (noise ? noisy(text) : text).replace("\n", lineEnd).getBytes(UTF_8);
    }

    /** With a byte order mark, with comments between events and within, with unknown fields. */
    private static String noisy(String text) {
      StringBuilder noisy = new StringBuilder("\ufeff: begin\n\n\n");
      int number = 0;
      for (String line : text.split("(?<=\n)", -1)) {
        number++;
        if (line.startsWith("data:") && number % 3 == 0) {
          noisy.append(":\n: {\"type\":\"error\"}\nid: 1\n");
        }
        noisy.append(line);
        if (line.equals("\n") && number % 2 == 0) {
          noisy.append(": ping\n\nid\n\n");
        }
      }
      return noisy.toString();
    }
  }

  /** What the tap makes of a stream. */
  private record Watched(List<Sight> sights, List<WireEvent> passed, AnswerFacts facts) {
    /** How the answer looked to the one who passed it on; comments are a preamble, too. */
    String way() {
      return Stream.of(Sight.CONTENT, Sight.END, Sight.ERROR)
          .filter(sights::contains)
          .map(Sight::name)
          .collect(Collectors.joining(" "));
    }
  }

  static Stream<Recording> recordings() {
    return Stream.concat(
        recordings("messages", new MessagesDialect()), recordings("chat", new ChatDialect()));
  }

  private static Stream<Recording> recordings(String folder, Dialect dialect) {
    try (Stream<Path> files =
        Files.list(
            Path.of(
                Objects.requireNonNull(RechunkingTest.class.getResource("/streams/" + folder))
                    .toURI()))) {
      return files
          .filter(file -> file.toString().endsWith(".sse"))
          .sorted()
          .map(file -> new Recording(file, dialect))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void thereAreManyRecordings() {
    assertThat(recordings())
        .hasSizeGreaterThanOrEqualTo(20)
        .allSatisfy(each -> assertThat(Files.size(each.file())).isBetween(1L, 20_000L));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void saysWhatIsWrittenBesideItInEveryForm(Recording recording) {
    for (Form form : Form.values()) {
      byte[] stream = form.of(recording);

      assertThat(says(recording, stream)).as("%s", form).isEqualTo(recording.says());
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void saysTheSameWhereverItIsSplitInTwo(Recording recording) {
    for (Form form : Form.values()) {
      byte[] stream = form.of(recording);
      List<WireEvent> events = events(new Arriving(stream));
      Watched watched = watch(recording, new Arriving(stream));

      for (int split = 1; split < stream.length; split++) {
        // The decoder sees these events only, so that it need not run again where they are equal.
        same(form, split, events(new Arriving(stream, split)), events);
        same(form, split, watch(recording, new Arriving(stream, split)), watched);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void saysTheSameInEveryPartition(Recording recording) {
    Random random = new Random(42);
    List<byte[]> forms = Arrays.stream(Form.values()).map(form -> form.of(recording)).toList();
    List<String> expected = recording.says();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int form = partition % forms.size();
      byte[] stream = forms.get(form);
      int[] cuts = random.ints(1 + random.nextInt(60), 1, stream.length).sorted().toArray();

      same(Form.values()[form], partition, says(recording, stream, cuts), expected);
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void saysTheSameByteByByte(Recording recording) {
    for (Form form : Form.values()) {
      byte[] stream = form.of(recording);
      int[] everywhere = new int[stream.length];
      Arrays.setAll(everywhere, i -> i);

      assertThat(says(recording, stream, everywhere)).as("%s", form).isEqualTo(recording.says());
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void passesTheTapByteForByteWhenNothingIsHidden(Recording recording) throws IOException {
    for (Form form : Form.values()) {
      byte[] stream = form.of(recording);
      for (int split = 1; split < stream.length; split += 7) {
        ByteArrayOutputStream passed = new ByteArrayOutputStream();

        pass(recording.dialect().tap(false), new Arriving(stream, split), passed);

        // The feed of the very last line end is not waited for.
        int lost = stream.length - passed.size();
        assertThat(lost).isBetween(0, 1);
        assertThat(passed.toByteArray()).isEqualTo(Arrays.copyOf(stream, stream.length - lost));
      }
    }
  }

  /** Describing every comparison would cost more than comparing. */
  private static void same(Form form, int where, Object actual, Object expected) {
    if (!actual.equals(expected)) {
      fail("%s, cut %d:%n%s%ninstead of%n%s", form, where, actual, expected);
    }
  }

  private static List<String> says(Recording recording, byte[] stream, int... cuts) {
    List<String> says =
        new ArrayList<>(
            EventLines.read(recording.dialect().decoder(), events(new Arriving(stream, cuts))));
    Watched watched = watch(recording, new Arriving(stream, cuts));
    says.add("passed by " + watched.way() + " " + facts(watched.facts()));
    return says;
  }

  private static String facts(AnswerFacts facts) {
    return "model=%s finish=%s usage=%s%s%s"
        .formatted(
            facts.model(),
            facts.finish(),
            EventLines.usage(facts.usage()),
            facts.complete() ? " complete" : "",
            facts.storable() ? " storable" : "");
  }

  private static List<WireEvent> events(InputStream in) {
    SseReader reader = new SseReader(in, LONGEST_EVENT);
    List<WireEvent> events = new ArrayList<>();
    try {
      for (Optional<WireEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
        events.add(e.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  private static Watched watch(Recording recording, InputStream in) {
    StreamTap tap = recording.dialect().tap(true);
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    try {
      List<Sight> sights = pass(tap, in, passed);
      List<WireEvent> events = events(new ByteArrayInputStream(passed.toByteArray()));
      return new Watched(sights, events, tap.facts());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Sight> pass(StreamTap tap, InputStream in, ByteArrayOutputStream passed)
      throws IOException {
    SseFramer framer = new SseFramer(in, LONGEST_EVENT);
    List<Sight> sights = new ArrayList<>();
    boolean open;
    do {
      open = framer.read();
      for (Optional<Slice> slice = framer.next(); slice.isPresent(); slice = framer.next()) {
        Passing passing = tap.pass(slice.get());
        sights.add(passing.sight());
        write(passed, passing.bytes());
      }
    } while (open);
    if (framer.rest().length() > 0) {
      Passing passing = tap.pass(framer.rest());
      sights.add(passing.sight());
      write(passed, passing.bytes());
    }
    return sights;
  }

  private static void write(ByteArrayOutputStream out, Slice slice) {
    out.write(slice.array(), slice.from(), slice.length());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
