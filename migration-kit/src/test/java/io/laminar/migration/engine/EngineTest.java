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
    for (String scheme : engine.schemes()) {
      var address = new StoreAddress(scheme + rest(engine), "profile", Format.ENVELOPE);

      assertThat(address.toString()).startsWith(scheme);
    }
  }

  /** What an address of the engine has at least. */
  private static String rest(Engine engine) {
    return switch (engine) {
      case REDIS, MEMCACHED, POSTGRES -> "127.0.0.1:1";
      case DYNAMODB -> "127.0.0.1:1?region=eu-west-1";
      case COUCHBASE -> "user:password@127.0.0.1/bucket";
      case REDSHIFT -> "user:password@127.0.0.1:1/database";
    };
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
