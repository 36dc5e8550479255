package io.laminar.migration.fleet;

import java.util.Objects;
import java.util.Optional;

/**
 * What somebody ordered, or what a member did by itself, beside the publications; never changed
 * once it is written. It names the newest {@link Publication} of its time with its hash, so that
 * the two chains prove each other's order.
 *
 * @param migration the migration that it belongs to
 * @param number its place among the events, from 1
 * @param publication the newest publication then; 0 if there was none
 * @param publicationHash the hash of that one; empty if there was none
 * @param atMicros when it was written, by the control store's clock, in microseconds since the
 *     epoch
 * @param who ordered or did it, as they call themselves
 * @param what in words
 * @param previousHash the hash of the event before; empty for the first
 * @param hash of all of the above, SHA-256 in lower-case hexadecimal
 */
public record AuditEvent(
    String migration,
    long number,
    long publication,
    String publicationHash,
    long atMicros,
    String who,
    String what,
    String previousHash,
    String hash)
    implements Link {

  public AuditEvent {
    Objects.requireNonNull(migration, "migration");
    Objects.requireNonNull(publicationHash, "publicationHash");
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(previousHash, "previousHash");
    Objects.requireNonNull(hash, "hash");
  }

  /**
   * The one that follows; its hash is computed here.
   *
   * @param before the newest event; empty if this is the first
   * @param publication the newest publication's number
   * @param publicationHash its hash
   */
  static AuditEvent following(
      Optional<AuditEvent> before,
      String migration,
      long publication,
      String publicationHash,
      long atMicros,
      String who,
      String what) {
    var unsealed =
        new AuditEvent(
            migration,
            before.map(AuditEvent::number).orElse(0L) + 1,
            publication,
            publicationHash,
            atMicros,
            who,
            what,
            before.map(AuditEvent::hash).orElse(""),
            "");
    return unsealed.withHash(unsealed.expectedHash());
  }

  @Override
  public String expectedHash() {
    return new Seal()
        .add(number)
        .add(publication)
        .add(atMicros)
        .add(migration)
        .add(publicationHash)
        .add(who)
        .add(what)
        .add(previousHash)
        .hash();
  }

  private AuditEvent withHash(String computed) {
    return new AuditEvent(
        migration,
        number,
        publication,
        publicationHash,
        atMicros,
        who,
        what,
        previousHash,
        computed);
  }
}
