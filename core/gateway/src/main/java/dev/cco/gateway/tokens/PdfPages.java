package dev.cco.gateway.tokens;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** How many pages a PDF has, without reading it properly. */
final class PdfPages {
  /** Fewer bytes than a printed page of text takes when compressed. */
  private static final int BYTES_PER_PAGE = 3_000;

  /** More than a provider takes. */
  private static final int MOST = 600;

  private static final int LONGEST_STREAM = 1 << 22;
  private static final Pattern PAGE = Pattern.compile("/Type\\s*/Page(?![A-Za-z])");
  private static final Pattern OBJECTS =
      Pattern.compile("/Type\\s*/ObjStm[^>]{0,500}>>\\s*stream\\r?\\n");

  private PdfPages() {}

  /** At least one: by the pages' own marks, else by the length. */
  static int of(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException noBase64) {
      return byLength(base64.length());
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int pages = count(text);
    Matcher objects = OBJECTS.matcher(text);
    while (objects.find() && pages < MOST) {
      pages += count(inflated(bytes, objects.end()));
    }
    return pages == 0 ? byLength(bytes.length) : Math.min(MOST, pages);
  }

  private static int byLength(int length) {
    return Math.clamp(length / BYTES_PER_PAGE, 1, MOST);
  }

  private static int count(String text) {
    return (int) PAGE.matcher(text).results().count();
  }

  /** Since version 1.5 pages may be described inside compressed streams. */
  private static String inflated(byte[] bytes, int from) {
    Inflater inflater = new Inflater();
    byte[] out = new byte[LONGEST_STREAM];
    try {
      inflater.setInput(bytes, from, bytes.length - from);
      int length = inflater.inflate(out);
      return new String(out, 0, length, StandardCharsets.ISO_8859_1);
    } catch (DataFormatException otherCoding) {
      return "";
    } finally {
      inflater.end();
    }
  }
}
