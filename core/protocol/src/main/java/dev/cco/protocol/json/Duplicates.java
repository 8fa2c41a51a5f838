package dev.cco.protocol.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/** Finds members of an object that have the same name. */
final class Duplicates {
  private static final int SMALL = 8;

  /** Secret, so that nobody can choose names that collide. */
  private static final long MULTIPLIER = new SplittableRandom().nextLong() | 1;

  private final byte[] bytes;

  Duplicates(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A member whose name an earlier one has, {@link Tape#NONE} if there is none. */
  int find(int[] cells, int first, int members) {
    int escapes = 0;
    for (int node = first; node != Tape.NONE; node = next(cells, node)) {
      escapes |= cells[node * Tape.STRIDE + Tape.SHAPE] & Tape.KEY_ESCAPED;
    }
    if (escapes != 0) {
      return amongUnescaped(cells, first);
    }
    return members <= SMALL ? amongFew(cells, first) : amongMany(cells, first, members);
  }

  private int amongFew(int[] cells, int first) {
    for (int node = next(cells, first); node != Tape.NONE; node = next(cells, node)) {
      for (int other = first; other != node; other = next(cells, other)) {
        if (same(cells, other, node)) {
          return node;
        }
      }
    }
    return Tape.NONE;
  }

  private int amongMany(int[] cells, int first, int members) {
    int[] table = new int[Integer.highestOneBit(members) << 2];
    int mask = table.length - 1;
    for (int node = first; node != Tape.NONE; node = next(cells, node)) {
      int slot = hash(cells, node) & mask;
      while (table[slot] != 0) {
        if (same(cells, table[slot], node)) {
          return node;
        }
        slot = (slot + 1) & mask;
      }
      // No member is node 0: that is the document.
      table[slot] = node;
    }
    return Tape.NONE;
  }

  private int amongUnescaped(int[] cells, int first) {
    Tape tape = new Tape(bytes, cells, Integer.MAX_VALUE);
    Set<String> names = new HashSet<>();
    for (int node = first; node != Tape.NONE; node = next(cells, node)) {
      if (!names.add(tape.key(node))) {
        return node;
      }
    }
    return Tape.NONE;
  }

  private boolean same(int[] cells, int a, int b) {
    int length = cells[a * Tape.STRIDE + Tape.SHAPE] >>> Tape.KEY_LENGTH;
    if (length != cells[b * Tape.STRIDE + Tape.SHAPE] >>> Tape.KEY_LENGTH) {
      return false;
    }
    int left = cells[a * Tape.STRIDE + Tape.KEY] + 1;
    int right = cells[b * Tape.STRIDE + Tape.KEY] + 1;
    return Arrays.equals(bytes, left, left + length, bytes, right, right + length);
  }

  private int hash(int[] cells, int node) {
    int from = cells[node * Tape.STRIDE + Tape.KEY] + 1;
    int length = cells[node * Tape.STRIDE + Tape.SHAPE] >>> Tape.KEY_LENGTH;
    long hash = MULTIPLIER + length;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ bytes[from + i]) * MULTIPLIER;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 32);
  }

  private static int next(int[] cells, int node) {
    return cells[node * Tape.STRIDE + Tape.NEXT];
  }
}
