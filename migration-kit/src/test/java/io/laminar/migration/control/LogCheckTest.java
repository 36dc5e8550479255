package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.fleet.AuditEvent;
import io.laminar.migration.fleet.Draft;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.MemoryControlStore;
import io.laminar.migration.fleet.Publication;
import io.laminar.migration.store.EventLoop;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogCheckTest {

  private List<Publication> publications;
  private List<AuditEvent> events;

  @BeforeEach
  void write() {
    var server = new MemoryControlStore.Server("profiles", () -> 1_000_000L);
    var store = new MemoryControlStore(server, new StraightWay(Runnable::run));
    EventLoop.wait(store.audit("ada", "looks"));
    EventLoop.wait(
        store.publish(
            Identity.begin("m1", ""),
            new Draft(0, "{\"step\":\"S0\"}", "", true, false, "m1", "begins")));
    EventLoop.wait(store.audit("ada", "pause"));
    EventLoop.wait(store.audit("eve", "resume"));
    publications = new ArrayList<>(server.log());
    events = new ArrayList<>(EventLoop.wait(store.events(1, 10)));
  }

  private JsonObject check() {
    var check = new LogCheck(1);
    assertThat(check.events(events)).isTrue();
    assertThat(check.publications(publications)).isTrue();
    return check.toJson();
  }

  private static AuditEvent by(String who, AuditEvent event, String hash) {
    return new AuditEvent(
        event.migration(),
        event.number(),
        event.publication(),
        event.publicationHash(),
        event.atMicros(),
        who,
        event.what(),
        event.previousHash(),
        hash);
  }

  @Test
  void findsBothChainsWhole() {
    assertThat(check().getString("broken")).isEmpty();
    assertThat(check().getLong("verified")).isEqualTo(1);
    assertThat(check().getLong("verifiedEvents")).isEqualTo(3);
    assertThat(check().getJsonArray("events").getJsonObject(2).getString("who")).isEqualTo("eve");
  }

  @Test
  void findsAnEventThatSomebodyElseIsSaidToHaveOrdered() {
    events.set(2, by("ada", events.get(2), events.get(2).hash()));

    assertThat(check().getString("broken")).startsWith("event number 3 was changed");
    assertThat(check().getLong("verifiedEvents")).isEqualTo(2);
  }

  @Test
  void findsAForgedEventWhoseHashFitsByTheOneThatFollows() {
    AuditEvent forged = by("mallory", events.get(1), "");
    events.set(1, by("mallory", forged, forged.expectedHash()));

    assertThat(check().getString("broken")).startsWith("event number 3 does not follow number 2");
  }

  @Test
  void findsAnEventThatWasTakenOut() {
    events.remove(1);

    assertThat(check().getString("broken")).startsWith("event number 2 is missing");
  }

  @Test
  void findsByAnEventThatTheEndOfThePublicationsWasCutOff() {
    publications.clear();

    assertThat(check().getString("broken"))
        .isEqualTo("event number 2 was written under publication 1, which is gone or was changed");
  }
}
