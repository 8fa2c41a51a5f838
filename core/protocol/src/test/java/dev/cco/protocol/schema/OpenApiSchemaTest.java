package dev.cco.protocol.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OpenApiSchemaTest {
  @BeforeEach
  void needsTheDescription() {
    OpenApiSchema.assumePresent();
  }

  @Test
  void takesWhatIsValid() {
    OpenApiSchema.assertValid(
        "Model", "{\"id\":\"m\",\"object\":\"model\",\"created\":1,\"owned_by\":\"me\"}");
  }

  @Test
  void namesTheMemberThatIsMissing() {
    assertThat(OpenApiSchema.violations("Model", "{\"id\":\"m\",\"object\":\"model\"}"))
        .anyMatch(violation -> violation.contains("owned_by"));
  }

  @Test
  void looksIntoWhatASchemaRefersTo() {
    assertThat(
            OpenApiSchema.violations(
                "ErrorResponse", "{\"error\":{\"type\":\"t\",\"message\":1,\"param\":null}}"))
        .anyMatch(violation -> violation.contains("message"))
        .anyMatch(violation -> violation.contains("code"));
  }
}
