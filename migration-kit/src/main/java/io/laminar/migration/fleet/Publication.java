package io.laminar.migration.fleet;

import java.util.Objects;

/**
 * One plan of the sequence that a fleet follows; never changed once it is published.
 *
 * @param migration the migration that it belongs to
 * @param number its place in the sequence, from 1
 * @param previousHash the hash of the one before; empty for the first
 * @param document the plan and the step that it stands in; opaque here
 * @param binding true if a member that cannot be reached goes on with this plan as it is, so that
 *     no other may follow without it; false if such a member makes itself safe beside any plan
 * @param atMicros when it was published, by the control store's clock, in microseconds since the
 *     epoch
 * @param who published it
 * @param why in words
 * @param hash of all of the above, SHA-256 in lower-case hexadecimal
 */
public record Publication(
    String migration,
    long number,
    String previousHash,
    String document,
    boolean binding,
    long atMicros,
    String who,
    String why,
    String hash)
    implements Link {

  public Publication {
    Objects.requireNonNull(migration, "migration");
    Objects.requireNonNull(previousHash, "previousHash");
    Objects.requireNonNull(document, "document");
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(why, "why");
    Objects.requireNonNull(hash, "hash");
  }

  /** The one that follows; its hash is computed here. */
  static Publication following(String previousHash, String migration, Draft draft, long atMicros) {
    var unsealed =
        new Publication(
            migration,
            draft.after() + 1,
            previousHash,
            draft.document(),
            draft.binding(),
            atMicros,
            draft.who(),
            draft.why(),
            "");
    return unsealed.withHash(unsealed.expectedHash());
  }

  @Override
  public String expectedHash() {
    return new Seal()
        .add(number)
        .add(atMicros)
        .add(binding)
        .add(migration)
        .add(previousHash)
        .add(document)
        .add(who)
        .add(why)
        .hash();
  }

  private Publication withHash(String computed) {
    return new Publication(
        migration, number, previousHash, document, binding, atMicros, who, why, computed);
  }
}
