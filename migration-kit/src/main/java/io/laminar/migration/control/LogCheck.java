package io.laminar.migration.control;

import io.laminar.migration.fleet.AuditEvent;
import io.laminar.migration.fleet.AuditLog;
import io.laminar.migration.fleet.Publication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks along both chains of a migration's log: first the events, then the publications, among
 * which must be each one that an event names. One use.
 */
final class LogCheck {

  /** As many of a chain are read at once; a shorter page is the last. */
  static final int PAGE = 1_000;

  private final long from;
  private final JsonArray publications = new JsonArray();
  private final List<AuditEvent> events = new ArrayList<>();
  private final Map<Long, String> hashByNumber = new HashMap<>();
  private Optional<Publication> lastPublication = Optional.empty();
  private Optional<AuditEvent> lastEvent = Optional.empty();
  private long verified;
  private long verifiedEvents;
  private String broken = "";

  /**
   * @param from the first number of a publication shown
   */
  LogCheck(long from) {
    this.from = from;
  }

  long nextPublication() {
    return lastPublication.map(Publication::number).orElse(0L) + 1;
  }

  long nextEvent() {
    return lastEvent.map(AuditEvent::number).orElse(0L) + 1;
  }

  /** True if that was the last page. */
  boolean publications(List<Publication> page) {
    if (broken.isEmpty()) {
      AuditLog.Verdict verdict = AuditLog.verify(lastPublication, page);
      verified += verdict.checked();
      broken = verdict.broken().orElse("");
    }
    for (Publication publication : page) {
      hashByNumber.put(publication.number(), publication.hash());
      if (publication.number() >= from) {
        publications.add(json(publication));
      }
      lastPublication = Optional.of(publication);
    }
    return page.size() < PAGE;
  }

  /** True if that was the last page. */
  boolean events(List<AuditEvent> page) {
    if (broken.isEmpty()) {
      AuditLog.Verdict verdict = AuditLog.verify(lastEvent, page);
      verifiedEvents += verdict.checked();
      broken = verdict.broken().map(fault -> "event " + fault).orElse("");
    }
    events.addAll(page);
    lastEvent = page.isEmpty() ? lastEvent : Optional.of(page.get(page.size() - 1));
    return page.size() < PAGE;
  }

  /** The first event whose publication is not as it was. */
  private Optional<String> unbound() {
    return events.stream()
        .filter(event -> !isBoundToALink(event))
        .findFirst()
        .map(
            event ->
                "event number %d was written under publication %d, which is gone or was changed"
                    .formatted(event.number(), event.publication()));
  }

  private boolean isBoundToALink(AuditEvent event) {
    return event.publicationHash().equals(hashByNumber.getOrDefault(event.publication(), ""));
  }

  JsonObject toJson() {
    var shown = new JsonArray();
    events.stream()
        .filter(event -> from <= 1 || event.publication() >= from)
        .forEach(event -> shown.add(json(event)));
    return new JsonObject()
        .put("publications", publications)
        .put("events", shown)
        .put("verified", verified)
        .put("verifiedEvents", verifiedEvents)
        .put("broken", broken.isEmpty() ? unbound().orElse("") : broken);
  }

  private static JsonObject json(Publication publication) {
    return new JsonObject()
        .put("number", publication.number())
        .put("at", at(publication.atMicros()))
        .put("who", publication.who())
        .put("why", publication.why())
        .put("document", new JsonObject(publication.document()))
        .put("binding", publication.binding())
        .put("previousHash", publication.previousHash())
        .put("hash", publication.hash());
  }

  private static JsonObject json(AuditEvent event) {
    return new JsonObject()
        .put("number", event.number())
        .put("at", at(event.atMicros()))
        .put("who", event.who())
        .put("what", event.what())
        .put("publication", event.publication())
        .put("previousHash", event.previousHash())
        .put("hash", event.hash());
  }

  private static String at(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
