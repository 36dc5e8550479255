package io.laminar.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.codec.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EngineTest {

  @ParameterizedTest
  @EnumSource
  void hasAddressesThatCanBeOpened(Engine engine) {
    String rest =
        switch (engine) {
          case DYNAMODB -> "127.0.0.1:1?region=eu-west-1";
          case COUCHBASE -> "user:password@127.0.0.1/bucket";
          case REDSHIFT -> "user:password@127.0.0.1:1/database";
          default -> "127.0.0.1:1";
        };
    for (String scheme : engine.schemes()) {
      var address = new StoreAddress(scheme + rest, "profile", Format.ENVELOPE);

      assertThat(address.toString()).startsWith(scheme);
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysHowMuchItHoldsWithoutAServer(Engine engine) {
    assertThat(engine.capabilities().maxKeyBytes()).isPositive();
    assertThat(engine.capabilities().maxValueBytes()).isGreaterThan(100_000);
  }

  @Test
  void leavesRoomInAnItemForWhatTheAdapterAdds() {
    assertThat(Engine.DYNAMODB.capabilities().maxValueBytes()).isLessThan(400 * 1024);
  }
}
