package dev.cco.gateway.settings;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A value in a configuration file that knows its place. Immutable. */
public final class ConfigNode {
  private static final int DIGITS = 30;

  private final ConfigError place;
  private final Content content;

  /** What a value can be. */
  sealed interface Content {
    record Members(Map<String, ConfigNode> members) implements Content {}

    record Items(List<ConfigNode> items) implements Content {}

    record Text(String text) implements Content {}

    record Amount(BigDecimal number) implements Content {}

    record Flag(boolean flag) implements Content {}

    record Nothing() implements Content {}
  }

  ConfigNode(String file, int line, String field, Content content) {
    this.place = new ConfigError(file, line, field, "");
    this.content = content;
  }

  /** A refusal that names this place. */
  public ConfigException refuse(String message) {
    return new ConfigException(error(message));
  }

  public ConfigError error(String message) {
    return new ConfigError(place.file(), place.line(), place.field(), message);
  }

  /** The members of an object, in the order of the file. */
  public Map<String, ConfigNode> members() {
    if (content instanceof Content.Members value) {
      return Collections.unmodifiableMap(value.members());
    }
    throw wrongType("an object");
  }

  /** The same object, if it has no member but these. */
  public ConfigNode only(Set<String> known) {
    for (Map.Entry<String, ConfigNode> member : members().entrySet()) {
      if (!known.contains(member.getKey())) {
        throw member.getValue().refuse("unknown; known here: " + new TreeSet<>(known));
      }
    }
    return this;
  }

  public Optional<ConfigNode> optional(String name) {
    return Optional.ofNullable(members().get(name));
  }

  public ConfigNode required(String name) {
    return optional(name)
        .orElseThrow(
            () -> {
              String prefix = place.field().isEmpty() ? "" : place.field() + ".";
              return new ConfigException(
                  new ConfigError(place.file(), place.line(), prefix + name, "missing"));
            });
  }

  public List<ConfigNode> items() {
    if (content instanceof Content.Items value) {
      return List.copyOf(value.items());
    }
    throw wrongType("an array");
  }

  /** A text that is not empty. */
  public String text() {
    String text = textOrEmpty();
    if (text.isBlank()) {
      throw refuse("must not be empty");
    }
    return text;
  }

  public String textOrEmpty() {
    if (content instanceof Content.Text value) {
      return value.text();
    }
    throw wrongType("a string");
  }

  /** A number of a sane length, exactly as written. */
  public BigDecimal decimal() {
    if (!(content instanceof Content.Amount value)) {
      throw wrongType("a number");
    }
    BigDecimal number = value.number();
    if (number.precision() > DIGITS || Math.abs((long) number.scale()) > DIGITS) {
      throw refuse("has too many digits");
    }
    return number;
  }

  /** A whole number between two bounds, both included. */
  public long whole(long least, long most) {
    BigInteger number;
    try {
      number = decimal().toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw new ConfigException(error("must be a whole number"), e);
    }
    if (number.compareTo(BigInteger.valueOf(least)) < 0
        || number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw refuse("must be between " + least + " and " + most);
    }
    return number.longValueExact();
  }

  public boolean flag() {
    if (content instanceof Content.Flag value) {
      return value.flag();
    }
    throw wrongType("true or false");
  }

  private ConfigException wrongType(String wanted) {
    return refuse("must be " + wanted + ", not " + described());
  }

  private String described() {
    return switch (content) {
      case Content.Members ignored -> "an object";
      case Content.Items ignored -> "an array";
      case Content.Text ignored -> "a string";
      case Content.Amount ignored -> "a number";
      case Content.Flag ignored -> "true or false";
      case Content.Nothing ignored -> "null";
    };
  }
}
