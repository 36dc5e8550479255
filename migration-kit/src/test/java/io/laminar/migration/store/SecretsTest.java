package io.laminar.migration.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SecretsTest {

  @Test
  void leavesUserAndPasswordOutOfAnAddress() {
    assertThat(Secrets.masked("redis://laminar:s3cret@127.0.0.1:6379/0"))
        .isEqualTo("redis://127.0.0.1:6379/0");
    assertThat(Secrets.masked("postgresql://laminar@127.0.0.1:5432/db"))
        .isEqualTo("postgresql://127.0.0.1:5432/db");
  }

  @Test
  void leavesThemOutOfASloppyAddressToo() {
    for (String password : List.of("s3cret/x", "s3cret@x", "s3:cret", "s3cret#x")) {
      assertThat(Secrets.masked("redis://laminar:" + password + "@host:6379"))
          .isEqualTo("redis://host:6379");
    }
  }

  @Test
  void leavesThemOutOfItsParameters() {
    assertThat(Secrets.masked("redis://host:6379?db=1&password=s3cret&user=u"))
        .isEqualTo("redis://host:6379?db=1&password=***&user=u");
  }

  @Test
  void changesNothingInAnAddressWithout() {
    assertThat(Secrets.masked("dynamodb:///profiles?region=eu-west-1"))
        .isEqualTo("dynamodb:///profiles?region=eu-west-1");
  }

  @Test
  void hidesAPasswordInWhatAServerSaysHoweverItWasWritten() {
    var secrets = Secrets.of("redis://u:s3%40cret@host:6379?password=other");

    assertThat(secrets.hiddenIn("unknown command HELLO, args: 3 AUTH u s3@cret, s3%40cret, other"))
        .isEqualTo("unknown command HELLO, args: 3 AUTH u ***, ***, ***");
  }

  @Test
  void hidesNothingWithoutAPassword() {
    assertThat(Secrets.of("redis://host:6379").hiddenIn("redis host")).isEqualTo("redis host");
    assertThat(Secrets.of("postgresql://laminar@host/laminar").hiddenIn("role \"laminar\""))
        .isEqualTo("role \"laminar\"");
  }
}
