package dev.cco.gateway.tokens;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a model's vendor charges for a picture. */
enum PictureRule {
  /** Anthropic's area rule, which is also near what open models take. */
  AREA(4_784) {
    @Override
    long of(double width, double height) {
      return (long) Math.ceil(width * height / 750);
    }
  },
  /** OpenAI's tiles of 512 pixels, after it made the picture fit 2048 and its short side 768. */
  TILES(85 + 170 * 8) {
    @Override
    long of(double width, double height) {
      return 85 + 170 * tiles(width, height);
    }
  },
  /** The same tiles at the price that keeps pictures as dear for gpt-4o-mini as for gpt-4o. */
  DEAR_TILES(2_833 + 5_667 * 8) {
    @Override
    long of(double width, double height) {
      return 2_833 + 5_667 * tiles(width, height);
    }
  },
  /** OpenAI's patches of 32 pixels, at the highest factor of the models that have them. */
  PATCHES(3_779) {
    @Override
    long of(double width, double height) {
      double patches = Math.ceil(width / 32) * Math.ceil(height / 32);
      return (long) Math.ceil(Math.min(patches, 1_536) * 2.46);
    }
  };

  private static final Pattern TILED = Pattern.compile("gpt-4o.*|chatgpt-4o.*|gpt-4-.*|gpt-4|o1.*");

  private final long most;

  PictureRule(long most) {
    this.most = most;
  }

  /** The rule of an OpenAI model; the dearest of the usual ones where it is not known. */
  static PictureRule ofOpenAi(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1);
    if (name.startsWith("gpt-4o-mini")) {
      return DEAR_TILES;
    }
    return TILED.matcher(name).matches() ? TILES : PATCHES;
  }

  /** The tokens of a picture; the most there can be where its size is not known. */
  long tokens(Optional<PictureSize> size) {
    return size.map(known -> Math.min(most, of(known.width(), known.height()))).orElse(most);
  }

  abstract long of(double width, double height);

  private static long tiles(double width, double height) {
    double fit = Math.min(1, 2048 / Math.max(width, height));
    double shrink = Math.min(1, 768 / (Math.min(width, height) * fit)) * fit;
    return (long) (Math.ceil(width * shrink / 512) * Math.ceil(height * shrink / 512));
  }
}
