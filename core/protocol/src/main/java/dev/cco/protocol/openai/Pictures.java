package dev.cco.protocol.openai;

import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads where a picture is. Addresses are never fetched here. */
public final class Pictures {
  private static final long LARGEST = 20L * 1024 * 1024;
  private static final Set<String> TYPES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  private Pictures() {}

  public static Block.Media read(String url, String pointer) {
    if (!DataUrl.is(url)) {
      return new Block.Media.Url(address(url, pointer));
    }
    DataUrl data = DataUrl.parse(url, pointer);
    if (data.size() > LARGEST) {
      throw fault(pointer, "the image is larger than 20 MB");
    }
    // Mislabelled pictures are common; the bytes themselves say what they are.
    String type = sniff(data.base64()).orElse(data.mediaType());
    if (type.equals("image/jpg")) {
      type = "image/jpeg";
    }
    if (!TYPES.contains(type)) {
      throw fault(pointer, "supported are PNG, JPEG, GIF and WebP images");
    }
    return new Block.Media.Base64(type, data.base64());
  }

  private static CallerFault fault(String pointer, String what) {
    return Members.fault(
        pointer, "Invalid '%s': %s.".formatted(OpenAiErrors.parameter(pointer), what));
  }

  private static Optional<String> sniff(String base64) {
    byte[] head = Base64.getDecoder().decode(base64.substring(0, Math.min(16, base64.length())));
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u0089PNG")) {
      return Optional.of("image/png");
    }
    if (text.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of("image/jpeg");
    }
    if (text.startsWith("GIF8")) {
      return Optional.of("image/gif");
    }
    return text.startsWith("RIFF") && text.startsWith("WEBP", 8)
        ? Optional.of("image/webp")
        : Optional.empty();
  }

  /** An address that the provider may fetch. */
  public static String address(String url, String pointer) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw fault(pointer, "not a valid URL");
    }
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    String host = Optional.ofNullable(uri.getHost()).orElse("");
    if (!(scheme.equals("http") || scheme.equals("https")) || host.isEmpty()) {
      throw fault(pointer, "expected an http(s) or a data URL");
    }
    if (isInside(host)) {
      throw fault(pointer, "the URL leads into a private network");
    }
    return url;
  }

  /** Whether a host is named by an address of this machine or of a private network. */
  private static boolean isInside(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    if (name.startsWith("[")) {
      return name.equals("[::1]")
          || name.equals("[::]")
          || name.startsWith("[fc")
          || name.startsWith("[fd")
          || name.startsWith("[fe8")
          || name.startsWith("[::ffff:");
    }
    if (!name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      // A host of digits alone is an IPv4 address in disguise.
      return name.matches("[0-9]+|0x[0-9a-f]+");
    }
    String[] parts = name.split("\\.", -1);
    int first = Integer.parseInt(parts[0]);
    int second = Integer.parseInt(parts[1]);
    return first == 0
        || first == 10
        || first == 127
        || (first == 169 && second == 254)
        || (first == 172 && second >= 16 && second <= 31)
        || (first == 192 && second == 168);
  }
}
