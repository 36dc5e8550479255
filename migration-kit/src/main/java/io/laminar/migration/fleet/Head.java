package io.laminar.migration.fleet;

import java.util.Objects;

/**
 * The newest publication and what its controller has noted down since.
 *
 * @param note belongs to this publication; opaque here, empty if there is none
 */
public record Head(Publication publication, String note) {

  public Head {
    Objects.requireNonNull(publication, "publication");
    Objects.requireNonNull(note, "note");
  }
}
