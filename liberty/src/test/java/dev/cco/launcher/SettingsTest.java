package dev.cco.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {
  private static final Settings.Defaults USER = Settings.Defaults.ofUser(Path.of("/home/ada"));

  @Test
  void keepsEverythingBelowTheUsersHomeByDefault() {
    Settings settings = Settings.read(Map.of(), Map.of(), USER);

    assertThat(settings.address()).isEqualTo(URI.create("http://127.0.0.1:3000"));
    assertThat(settings.configDir()).isEqualTo(Path.of("/home/ada/.cco/config"));
    assertThat(settings.dataDir()).isEqualTo(Path.of("/home/ada/.cco/data"));
    assertThat(settings.pluginsDir()).isEqualTo(Path.of("/home/ada/.cco/plugins"));
  }

  @Test
  void takesTheCheckoutsConfigurationAndLeavesDataBelowTarget() {
    Settings settings =
        Settings.read(Map.of(), Map.of(), Settings.Defaults.ofCheckout(Path.of("/src/cco")));

    assertThat(settings.configDir()).isEqualTo(Path.of("/src/cco/config"));
    assertThat(settings.dataDir()).isEqualTo(Path.of("/src/cco/liberty/target/run/data"));
  }

  @Test
  void prefersPropertyToEnvironmentToDefault() {
    Settings settings =
        Settings.read(
            Map.of("cco.port", "4000"), Map.of("CCO_PORT", "5000", "CCO_DATA_DIR", "/data"), USER);

    assertThat(settings.port()).isEqualTo(4000);
    assertThat(settings.dataDir()).isEqualTo(Path.of("/data"));
  }

  @Test
  void treatsAnEmptyVariableAsUnset() {
    assertThat(Settings.read(Map.of(), Map.of("CCO_PORT", " "), USER).port()).isEqualTo(3000);
  }

  @Test
  void acceptsThePortsBetweenTheLimitsOnly() {
    assertThat(withPort("1").port()).isEqualTo(1);
    assertThat(withPort("65535").port()).isEqualTo(65_535);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withPort("0"))
        .withMessageContaining("CCO_PORT");
    assertThatIllegalArgumentException().isThrownBy(() -> withPort("65536"));
    assertThatIllegalArgumentException().isThrownBy(() -> withPort("http"));
  }

  @Test
  void tellsAReachableAddressWhenListeningEverywhere() {
    Settings settings = Settings.read(Map.of(), Map.of("CCO_HOST", "0.0.0.0"), USER);

    assertThat(settings.address()).isEqualTo(URI.create("http://localhost:3000"));
  }

  private static Settings withPort(String port) {
    return Settings.read(Map.of(), Map.of("CCO_PORT", port), USER);
  }
}
