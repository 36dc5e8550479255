package io.laminar.bidder.profile;

import java.util.List;
import java.util.Objects;

/**
 * What is known of a user.
 *
 * @param id empty if nothing is known
 * @param segments lower-case words such as {@code auto}
 * @param country ISO-3166 alpha-3, empty if not known
 * @param sequence counts the updates of this profile, from 0
 */
public record Profile(String id, List<String> segments, String country, long sequence) {

  /** A user of whom nothing is known, or may be known. */
  public static final Profile ANONYMOUS = new Profile("", List.of(), "", 0);

  public Profile {
    Objects.requireNonNull(id);
    segments = List.copyOf(segments);
    Objects.requireNonNull(country);
  }

  public boolean isAnonymous() {
    return id.isEmpty();
  }
}
