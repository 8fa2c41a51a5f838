package dev.cco.protocol;

import dev.cco.spi.Block;
import dev.cco.spi.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings the results of parallel tool calls together, as every provider wants them. */
public final class ResultOrder {
  private final List<Turn> ordered = new ArrayList<>();

  /** The user's first turn behind the assistant's last, where the results of its calls belong. */
  private Optional<Integer> home = Optional.empty();

  /** Whether an instruction stands between that turn and the next one. */
  private boolean parted;

  private ResultOrder() {}

  /** The same turns, with no instruction between the results of one turn's calls. */
  public static List<Turn> of(List<Turn> turns) {
    ResultOrder order = new ResultOrder();
    turns.forEach(order::add);
    return order.ordered;
  }

  private void add(Turn turn) {
    switch (turn.role()) {
      case ASSISTANT -> {
        home = Optional.empty();
        parted = false;
        ordered.add(turn);
      }
      case SYSTEM -> {
        parted = home.isPresent();
        ordered.add(turn);
      }
      case USER -> {
        if (home.isEmpty()) {
          home = Optional.of(ordered.size());
        }
        List<Block> results = turn.blocks().stream().filter(ResultOrder::isResult).toList();
        if (parted && !results.isEmpty()) {
          bringHome(results);
          List<Block> rest = turn.blocks().stream().filter(each -> !isResult(each)).toList();
          if (!rest.isEmpty()) {
            ordered.add(new Turn(Turn.Role.USER, rest));
          }
        } else {
          ordered.add(turn);
        }
      }
    }
  }

  private void bringHome(List<Block> results) {
    int at = home.orElseThrow();
    List<Block> blocks = new ArrayList<>(ordered.get(at).blocks());
    int end = blocks.size();
    while (end > 0 && !isResult(blocks.get(end - 1))) {
      end--;
    }
    blocks.addAll(end, results);
    ordered.set(at, new Turn(Turn.Role.USER, blocks));
  }

  private static boolean isResult(Block block) {
    return block instanceof Block.ToolResult;
  }
}
