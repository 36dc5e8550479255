package io.laminar.migration.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AuditLogTest {

  private final List<Publication> log = new ArrayList<>();

  @BeforeEach
  void publishFive() {
    String hash = "";
    for (int i = 0; i < 5; i++) {
      var draft = new Draft(i, "S" + i, "", i == 0, false, "ada", "walk to S4");
      Publication next = Publication.following(hash, "profiles", draft, 1_000_000L + i);
      log.add(next);
      hash = next.hash();
    }
  }

  private static Publication changed(
      Publication p, String document, boolean binding, String who, String hash) {
    return new Publication(
        p.migration(),
        p.number(),
        p.previousHash(),
        document,
        binding,
        p.atMicros(),
        who,
        p.why(),
        hash);
  }

  private String broken() {
    return AuditLog.verify(Optional.empty(), log).broken().orElseThrow();
  }

  @Test
  void holdsWhenNothingWasTouched() {
    assertThat(AuditLog.verify(Optional.empty(), log))
        .isEqualTo(new AuditLog.Verdict(5, Optional.empty()));
    assertThat(AuditLog.verify(Optional.of(log.get(1)), log.subList(2, 5)))
        .isEqualTo(new AuditLog.Verdict(3, Optional.empty()));
  }

  @Test
  void findsAChangedDocument() {
    Publication third = log.get(2);
    log.set(2, changed(third, "S7", third.binding(), third.who(), third.hash()));

    assertThat(broken()).startsWith("number 3 was changed: its content has the hash ");
    assertThat(AuditLog.verify(Optional.empty(), log).checked()).isEqualTo(2);
  }

  @Test
  void findsAChangedAuthorWhoseHashWasForgedToo() {
    Publication third = log.get(2);
    Publication forged = changed(third, third.document(), third.binding(), "eve", "");
    log.set(2, changed(forged, forged.document(), forged.binding(), "eve", forged.expectedHash()));

    assertThat(broken()).startsWith("number 4 does not follow number 3: it holds the hash ");
  }

  @Test
  void findsAChangedPromise() {
    Publication first = log.get(0);
    log.set(0, changed(first, first.document(), false, first.who(), first.hash()));

    assertThat(broken()).startsWith("number 1 was changed");
  }

  @Test
  void findsOneThatWasTakenOut() {
    log.remove(3);

    assertThat(broken()).isEqualTo("number 4 is missing: number 5 follows number 3");
  }

  @Test
  void tellsApartTextsThatOnlyTogetherAreTheSame() {
    var one = new Draft(0, "ab", "", false, false, "c", "d");
    var other = new Draft(0, "a", "", false, false, "bc", "d");

    assertThat(Publication.following("", "m", one, 1).hash())
        .isNotEqualTo(Publication.following("", "m", other, 1).hash());
  }
}
