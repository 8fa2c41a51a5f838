package dev.cco.gateway.tokens;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a character beyond ASCII is charged, in quarters of a token, by ranges of Unicode. Measured
 * on prose against the older of OpenAI's vocabularies, the dearer one for all of these; where
 * nothing was measured it is three tokens, which no character of three bytes can exceed.
 */
final class ScriptCharges {
  private static final int UNMEASURED = 12;
  private static final NavigableMap<Integer, Integer> FROM = new TreeMap<>();

  static {
    put(0x80, 0x24F, 5); // Latin with marks
    put(0x250, 0x36F, 8); // phonetics, combining marks
    put(0x370, 0x3FF, 5); // Greek
    put(0x400, 0x52F, 3); // Cyrillic
    put(0x530, 0x58F, 8); // Armenian
    put(0x590, 0x5FF, 5); // Hebrew
    put(0x600, 0x77F, 4); // Arabic
    put(0x900, 0x97F, 6); // Devanagari
    put(0xE00, 0xE7F, 5); // Thai
    put(0x1E00, 0x1EFF, 8); // Vietnamese
    put(0x2010, 0x2027, 5); // dashes, quotes, bullets
    put(0x3000, 0x30FF, 5); // marks of East Asia, kana
    put(0x3400, 0x9FFF, 7); // Han
    put(0xAC00, 0xD7AF, 6); // Hangul
    put(0xFF00, 0xFF60, 5); // full-width forms
    put(0x10000, 0x1FFFF, 12); // emoji and historic scripts
    put(0x20000, 0x3FFFF, 16); // rare Han
  }

  private ScriptCharges() {}

  static int of(int codePoint) {
    return FROM.floorEntry(codePoint).getValue();
  }

  private static void put(int first, int last, int charge) {
    FROM.put(first, charge);
    FROM.put(last + 1, UNMEASURED);
  }
}
