package dev.cco.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A value in a JSON file with its place, so that an error can name it. */
record Field(String file, String place, JsonNode value) {

  /** A member of an object. */
  Field member(String name) {
    JsonNode member = value.path(name);
    return new Field(file, place.isEmpty() ? name : place + "." + name, member);
  }

  /** Refuses members that nobody reads. */
  Field onlyWith(Set<String> names) {
    if (!value.isObject()) {
      throw bad("must be an object");
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      if (!names.contains(member.getKey())) {
        throw member(member.getKey()).bad("is not known here");
      }
    }
    return this;
  }

  boolean isAbsent() {
    return value instanceof MissingNode || value.isNull();
  }

  <T> Optional<T> optional(Function<Field, T> reader) {
    return isAbsent() ? Optional.empty() : Optional.of(reader.apply(this));
  }

  <T> List<T> list(Function<Field, T> reader) {
    if (isAbsent()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw bad("must be a list");
    }
    List<T> items = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      items.add(reader.apply(new Field(file, place + "[" + i + "]", value.get(i))));
    }
    return items;
  }

  String text() {
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw bad("must be a text");
    }
    return value.textValue();
  }

  boolean flag() {
    if (!value.isBoolean()) {
      throw bad("must be true or false");
    }
    return value.booleanValue();
  }

  int count() {
    if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
      throw bad("must be a whole number from 0 on");
    }
    return value.intValue();
  }

  BigDecimal amount() {
    if (!value.isNumber() || value.decimalValue().signum() < 0) {
      throw bad("must be a number from 0 on");
    }
    return value.decimalValue();
  }

  /** Reads the text with {@code parser}, whose complaint names the field. */
  <T> T parsed(Function<String, T> parser, String what) {
    String text = text();
    try {
      return parser.apply(text);
    } catch (RuntimeException unreadable) {
      throw new IllegalArgumentException(
          file + ": " + place + " must be " + what + ", not " + text, unreadable);
    }
  }

  IllegalArgumentException bad(String rule) {
    return new IllegalArgumentException(
        file + ": " + (place.isEmpty() ? "it" : place) + " " + rule);
  }
}
