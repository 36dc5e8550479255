package io.laminar.bidder.campaign;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which users are meant, by the segments that they are in. */
public sealed interface Audience {

  /** Everybody. */
  Audience EVERYBODY = new All(List.of());

  /** True for a user in these segments. */
  boolean includes(List<String> segments);

  /**
   * Segments of which every user that is meant is in at least one; empty if there are no such: then
   * also users in no segment at all may be meant. What an index needs to look at only a few
   * audiences.
   */
  Optional<Set<String>> cover();

  /** In this segment. */
  record In(String segment) implements Audience {

    @Override
    public boolean includes(List<String> segments) {
      return segments.contains(segment);
    }

    @Override
    public Optional<Set<String>> cover() {
      return Optional.of(Set.of(segment));
    }
  }

  /** In all of these; of none: everybody. */
  record All(List<Audience> parts) implements Audience {

    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean includes(List<String> segments) {
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).includes(segments)) {
          return false;
        }
      }
      return true;
    }

    /** That of the part that has the smallest. */
    @Override
    public Optional<Set<String>> cover() {
      Optional<Set<String>> least = Optional.empty();
      for (Audience part : parts) {
        Optional<Set<String>> other = part.cover();
        if (other.isPresent() && (least.isEmpty() || other.get().size() < least.get().size())) {
          least = other;
        }
      }
      return least;
    }
  }

  /** In at least one of these. */
  record Any(List<Audience> parts) implements Audience {

    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean includes(List<String> segments) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).includes(segments)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Optional<Set<String>> cover() {
      Set<String> all = new HashSet<>();
      for (Audience part : parts) {
        Optional<Set<String>> other = part.cover();
        if (other.isEmpty()) {
          return Optional.empty();
        }
        all.addAll(other.get());
      }
      return Optional.of(all);
    }
  }

  /** Not in this. */
  record Not(Audience part) implements Audience {

    @Override
    public boolean includes(List<String> segments) {
      return !part.includes(segments);
    }

    @Override
    public Optional<Set<String>> cover() {
      return Optional.empty();
    }
  }
}
