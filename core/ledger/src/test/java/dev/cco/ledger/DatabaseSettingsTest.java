package dev.cco.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:h2:file:/data/cco",
        "jdbc:h2:file:/data/cco;WRITE_DELAY=0;CACHE_SIZE=65536",
        "jdbc:h2:mem:test;db_close_delay=-1",
        "jdbc:postgresql://db.example:5432/cco",
        "jdbc:postgresql://a,b/cco?sslmode=verify-full&ApplicationName=cco",
      })
  void acceptsHarmlessUrls(String url) {
    assertThatCode(() -> settings(url)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:h2:file:/data/cco;INIT=RUNSCRIPT FROM 'x'",
        "jdbc:h2:file:/data/cco;init=x",
        "jdbc:h2:file:/data/cco;\\;INIT=x",
        "jdbc:h2:file:/data/cco;AUTO_SERVER=TRUE",
        "jdbc:h2:file:/data/cco;WRITE_DELAY=500",
        "jdbc:h2:file:/data/cco;PASSWORD=s3cret",
        "jdbc:h2:tcp://host/cco",
        "jdbc:h2:ssl://host/cco",
        "jdbc:h2:zip:x.zip!/cco",
        "jdbc:h2:~/cco",
        "jdbc:mysql://host/cco",
        "jdbc:postgresql://host/cco?socketFactory=x.Y",
        "jdbc:postgresql://host/cco?sslmode=require&socketFactoryArg=http://x",
        "jdbc:postgresql://host/cco?user=u&password=s3cret",
        "jdbc:postgresql://u:s3cret@host/cco",
        "JDBC:H2:file:/data/cco",
        "",
      })
  void refusesTheRestWithoutRepeatingValues(String url) {
    assertThatThrownBy(() -> settings(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cco.db.url")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void writesThroughOnH2() {
    assertThat(settings("jdbc:h2:file:/data/cco;CACHE_SIZE=1").completeUrl())
        .isEqualTo("jdbc:h2:file:/data/cco;CACHE_SIZE=1;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
    assertThat(settings("jdbc:h2:file:/data/cco;write_delay=0").completeUrl())
        .isEqualTo("jdbc:h2:file:/data/cco;write_delay=0;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096");
  }

  @Test
  void refusesADirectoryThatWouldEndTheUrl() {
    assertThatThrownBy(() -> DatabaseSettings.embedded(Path.of("/data;INIT=x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cco.data.dir");
  }

  private static DatabaseSettings settings(String url) {
    return new DatabaseSettings(url, Optional.empty(), Optional.empty());
  }
}
