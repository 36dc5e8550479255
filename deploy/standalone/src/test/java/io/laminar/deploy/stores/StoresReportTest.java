package io.laminar.deploy.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.engine.Engine;
import io.laminar.migration.store.Capabilities.Feature;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoresReportTest {

  private static final List<Engine> ALL = List.of(Engine.values());

  @Test
  void putsEnginesSideBySide() {
    assertThat(StoresReport.text(List.of(Engine.REDIS, Engine.POSTGRES)).lines())
        .contains(
            "                  redis       postgres",
            "expiry            native      faked",
            "conditional put   native      native",
            "change stream     none        none",
            "key               250 B       250 B",
            "value             64 MiB      64 MiB");
  }

  @Test
  void tellsForEachEngineHowEachFeatureIsHadAndWhatAFakeCosts() {
    String text = StoresReport.text(ALL);

    for (Engine engine : ALL) {
      assertThat(text).contains(engine.capabilities().engine());
      for (Feature feature : Feature.values()) {
        assertThat(text).contains(engine.capabilities().of(feature).how());
      }
    }
    assertThat(text).contains("counter         faked: compare-and-set loop: two round trips");
  }

  @Test
  void tellsProgramsTheLimitsInBytes() {
    JsonObject dynamoDb =
        StoresReport.json(List.of(Engine.DYNAMODB)).getJsonArray("engines").getJsonObject(0);

    assertThat(dynamoDb.getString("name")).isEqualTo("dynamodb");
    assertThat(dynamoDb.getInteger("maxKeyBytes")).isEqualTo(250);
    assertThat(dynamoDb.getInteger("maxValueBytes"))
        .isEqualTo(Engine.DYNAMODB.capabilities().maxValueBytes());
    assertThat(dynamoDb.getJsonObject("features").getJsonObject("expiry").getString("kind"))
        .isEqualTo("faked");
  }
}
