package io.laminar.deploy.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

  @ParameterizedTest
  @CsvSource({
    "redis://:secret@host:1, redis://:***@host:1",
    "postgresql://me:s%3Ae@host/db, postgresql://me:***@host/db",
    "postgresql://me:a@b@host/db, postgresql://me:***@host/db",
    "redis://host:1?password=secret&x=y, redis://host:1?password=***&x=y",
    "postgresql://me@host:15432/db, postgresql://me@host:15432/db",
    "redis://127.0.0.1:16379, redis://127.0.0.1:16379",
  })
  void hidesPasswordsAndNothingElse(String address, String shown) {
    assertThat(Secrets.masked(address)).isEqualTo(shown);
  }
}
