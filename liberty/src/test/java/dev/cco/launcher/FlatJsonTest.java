package dev.cco.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FlatJsonTest {
  @Test
  void readsTextWithItsEscapes() {
    var json =
        new FlatJson(
            "{\"status\" : \"misconfigured\",\"message\":\"routes[0]: \\\"(\\\" \\u2013 a\\\\b\\nend\"}");

    assertThat(json.text("status")).contains("misconfigured");
    assertThat(json.text("message")).contains("routes[0]: \"(\" \u2013 a\\b\nend");
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    assertThat(new FlatJson("<html>").text("status")).isEmpty();
  }
}
