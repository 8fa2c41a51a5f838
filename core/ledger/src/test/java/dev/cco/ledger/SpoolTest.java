package dev.cco.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.gateway.LedgerFullException;
import dev.cco.ledger.LedgerSettings.OnFull;
import dev.cco.ledger.Spool.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {
  private static final int FRAME = ExchangeCodec.encode(Exchanges.full("call-0")).length;

  @TempDir Path directory;

  @Test
  void readsInTheOrderOfWriting() throws IOException {
    try (Spool spool = open(1 << 20)) {
      append(spool, 5);

      assertThat(ids(spool.read(3))).containsExactly("call-0", "call-1", "call-2");
    }
  }

  @Test
  void readsTheSameAgainUntilItIsCommitted() throws IOException {
    try (Spool spool = open(1 << 20)) {
      append(spool, 3);
      Batch batch = spool.read(2);
      assertThat(ids(spool.read(2))).isEqualTo(ids(batch));

      spool.commit(batch);

      assertThat(ids(spool.read(2))).containsExactly("call-2");
      assertThat(spool.waitingRecords()).isEqualTo(1);
      assertThat(spool.waitingBytes()).isEqualTo(FRAME);
    }
  }

  @Test
  void deletesASegmentOnlyAfterItIsCommitted() throws IOException {
    try (Spool spool = open(2L * FRAME)) {
      append(spool, 5);
      assertThat(segments()).hasSize(3);
      Batch first = spool.read(10);
      assertThat(ids(first)).containsExactly("call-0", "call-1");
      assertThat(segments()).hasSize(3);

      spool.commit(first);

      assertThat(segments()).hasSize(2);
    }
  }

  @Test
  void leavesNothingWhenAllIsCommitted() throws IOException {
    try (Spool spool = open(2L * FRAME)) {
      append(spool, 5);
      drain(spool);
    }

    assertThat(segments()).isEmpty();
  }

  @Test
  void keepsForTheNextProcessWhatIsNotCommitted() throws IOException {
    try (Spool spool = open(2L * FRAME)) {
      append(spool, 5);
      spool.commit(spool.read(1));
    }

    try (Spool spool = open(2L * FRAME)) {
      spool.append(Exchanges.full("call-5"));

      assertThat(spool.waitingRecords()).isEqualTo(6);
      assertThat(spool.read(1).replayed()).isTrue();
      assertThat(drain(spool))
          .containsExactly("call-0", "call-1", "call-2", "call-3", "call-4", "call-5");
      assertThat(spool.waitingBytes()).isZero();
    }
  }

  @Test
  void keepsTheGoodPrefixOfATornRecordWhereverItIsCut() throws IOException {
    byte[] whole = written(3);
    for (int length = 2 * FRAME + 1; length < 3 * FRAME; length++) {
      Files.write(onlySegment(), Arrays.copyOf(whole, length));

      List<byte[]> damaged = new ArrayList<>();
      assertThat(drainOpened(damaged)).containsExactly("call-0", "call-1");

      assertThat(damaged.stream().mapToInt(bytes -> bytes.length).sum())
          .isEqualTo(length - 2 * FRAME);
      Files.write(directory.resolve("0000000000000001.spool"), whole);
    }
  }

  @Test
  void passesOverARecordWithAFlippedBitWhereverItIs() throws IOException {
    byte[] whole = written(3);
    Random random = new Random(3);
    for (int at = FRAME; at < 2 * FRAME; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(directory.resolve("0000000000000001.spool"), flipped);

      List<byte[]> damaged = new ArrayList<>();
      assertThat(drainOpened(damaged)).containsExactly("call-0", "call-2");

      assertThat(damaged).hasSize(1);
    }
  }

  @Test
  void passesOverATailOfZeros() throws IOException {
    byte[] whole = written(2);
    Files.write(onlySegment(), Arrays.copyOf(whole, whole.length + 3_000_000));

    List<byte[]> damaged = new ArrayList<>();
    assertThat(drainOpened(damaged)).containsExactly("call-0", "call-1");

    assertThat(damaged.stream().mapToInt(bytes -> bytes.length).sum()).isEqualTo(3_000_000);
  }

  @Test
  void survivesAnyGarbage() throws IOException {
    byte[] garbage = new byte[200_000];
    new Random(11).nextBytes(garbage);
    Files.write(directory.resolve("0000000000000001.spool"), garbage);
    Files.write(directory.resolve("0000000000000002.spool"), new byte[0]);

    assertThat(drainOpened(new ArrayList<>())).isEmpty();

    assertThat(segments()).isEmpty();
  }

  @Test
  void refusesBeyondItsLimitUntilThereIsRoom() throws IOException {
    try (Spool spool = Spool.open(directory, new LedgerSettings(OnFull.REFUSE, 3L * FRAME), 1000)) {
      append(spool, 3);
      assertThatThrownBy(() -> spool.append(Exchanges.full("call-3")))
          .isInstanceOf(LedgerFullException.class);

      spool.commit(spool.read(1));
      spool.append(Exchanges.full("call-4"));

      assertThat(drain(spool)).containsExactly("call-1", "call-2", "call-4");
      assertThat(spool.refused()).isEqualTo(1);
      assertThat(spool.dropped()).isZero();
    }
  }

  @Test
  void dropsBeyondItsLimitIfThatIsThePolicy() throws IOException {
    try (Spool spool = Spool.open(directory, new LedgerSettings(OnFull.DROP, 3L * FRAME), 1000)) {
      append(spool, 5);

      assertThat(drain(spool)).containsExactly("call-0", "call-1", "call-2");
      assertThat(spool.dropped()).isEqualTo(2);
    }
  }

  @Test
  void recoversWhenItsDirectoryCanBeWrittenAgain() throws IOException {
    Path inner = directory.resolve("spool");
    try (Spool spool = Spool.open(inner, LedgerSettings.DEFAULT, 1)) {
      Path away = directory.resolve("away");
      Files.move(inner, away);
      assertThatThrownBy(() -> spool.append(Exchanges.full("call-0")))
          .isInstanceOf(LedgerFullException.class)
          .hasMessageContaining("cannot be written");

      Files.move(away, inner);
      spool.append(Exchanges.full("call-1"));

      assertThat(drain(spool)).containsExactly("call-1");
    }
  }

  @Test
  void staysWritableWhenAWritingThreadIsInterrupted() throws IOException {
    try (Spool spool = open(1 << 20)) {
      Thread.currentThread().interrupt();
      spool.append(Exchanges.full("call-0"));
      assertThat(Thread.interrupted()).isTrue();

      spool.append(Exchanges.full("call-1"));

      assertThat(drain(spool)).containsExactly("call-0", "call-1");
    }
  }

  @Test
  void belongsToOneProcess() throws IOException {
    try (Spool spool = open(1 << 20)) {
      assertThat(spool.waitingRecords()).isZero();
      assertThatThrownBy(() -> open(1 << 20))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by another CCO");
    }

    open(1 << 20).close();
  }

  private Spool open(long segmentSize) throws IOException {
    return Spool.open(directory, LedgerSettings.DEFAULT, segmentSize);
  }

  /** What a spool of some records looks like on disk. */
  private byte[] written(int records) throws IOException {
    try (Spool spool = open(1 << 20)) {
      append(spool, records);
    }
    return Files.readAllBytes(onlySegment());
  }

  private List<String> drainOpened(List<byte[]> damaged) throws IOException {
    try (Spool spool = open(1 << 20)) {
      return drain(spool, damaged);
    }
  }

  private Path onlySegment() throws IOException {
    assertThat(segments()).hasSize(1);
    return segments().getFirst();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(path -> path.toString().endsWith(Segment.SUFFIX))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static void append(Spool spool, int records) {
    IntStream.range(0, records).forEach(i -> spool.append(Exchanges.full("call-" + i)));
  }

  private static List<String> drain(Spool spool) throws IOException {
    return drain(spool, new ArrayList<>());
  }

  private static List<String> drain(Spool spool, List<byte[]> damaged) throws IOException {
    List<String> ids = new ArrayList<>();
    for (Batch batch = spool.read(2); !batch.isEmpty(); batch = spool.read(2)) {
      ids.addAll(ids(batch));
      damaged.addAll(batch.damaged());
      spool.commit(batch);
    }
    return ids;
  }

  private static List<String> ids(Batch batch) {
    return batch.payloads().stream().map(payload -> ExchangeCodec.decode(payload).id()).toList();
  }
}
