package dev.cco.protocol.openai;

import dev.cco.spi.CallerFault;
import java.util.Locale;

/** Bytes inside an address: {@code data:image/png;base64,…}. */
public record DataUrl(String mediaType, String base64) {

  public static boolean is(String url) {
    return url.regionMatches(true, 0, "data:", 0, 5);
  }

  /** Reads one, or refuses it. */
  public static DataUrl parse(String url, String pointer) {
    int comma = url.indexOf(',');
    if (!is(url) || comma < 0) {
      throw invalid(pointer);
    }
    String head = url.substring(5, comma).toLowerCase(Locale.ROOT);
    String data = url.substring(comma + 1);
    if (!head.endsWith(";base64") || data.isEmpty() || !isBase64(data)) {
      throw invalid(pointer);
    }
    String type = head.substring(0, head.indexOf(';'));
    return new DataUrl(type, data);
  }

  private static CallerFault invalid(String pointer) {
    return Members.fault(
        pointer,
        "Invalid '%s': expected a data URL with base64 bytes, such as data:image/png;base64,…"
            .formatted(OpenAiErrors.parameter(pointer)));
  }

  /** Looks at every character without decoding: the bytes are as large as a picture. */
  private static boolean isBase64(String data) {
    int end = data.length();
    if (end % 4 != 0) {
      return false;
    }
    while (end > 0 && data.length() - end < 2 && data.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = data.charAt(i);
      boolean digit =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == '+'
              || c == '/';
      if (!digit) {
        return false;
      }
    }
    return true;
  }

  /** How many bytes it holds. */
  public long size() {
    return base64.length() * 3L / 4;
  }
}
