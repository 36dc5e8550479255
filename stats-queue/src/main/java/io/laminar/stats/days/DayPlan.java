package io.laminar.stats.days;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which of two stores holds the totals of a day: the first one until a cut date, from it on the
 * other, and so on. It is decided by the date alone, never by the clock, so what comes late finds
 * the store of its own day. As text: {@code 2026-11-24=other,2026-11-27=first}; empty for no cut.
 */
public final class DayPlan {

  /** A store. */
  public enum Place {
    FIRST,
    OTHER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final NavigableMap<LocalDate, Place> placeByCut;

  private DayPlan(NavigableMap<LocalDate, Place> placeByCut) {
    this.placeByCut = Collections.unmodifiableNavigableMap(placeByCut);
  }

  /**
   * Reads a plan.
   *
   * @throws IllegalArgumentException with what is wrong and how a plan looks
   */
  public static DayPlan parse(String text) {
    NavigableMap<LocalDate, Place> cuts = new TreeMap<>();
    if (!text.isBlank()) {
      for (String part : text.split(",", -1)) {
        String[] sides = part.trim().split("=", -1);
        if (sides.length != 2) {
          throw wrong(part, "it must be DATE=first or DATE=other");
        }
        if (cuts.put(date(part, sides[0].trim()), place(part, sides[1].trim())) != null) {
          throw wrong(part, "that date is there twice");
        }
      }
    }
    return new DayPlan(cuts);
  }

  /** Which store holds a day's totals. */
  public Place placeOf(LocalDate day) {
    Map.Entry<LocalDate, Place> cut = placeByCut.floorEntry(day);
    return cut == null ? Place.FIRST : cut.getValue();
  }

  /** True if any day belongs to the other store. */
  public boolean needsOther() {
    return placeByCut.containsValue(Place.OTHER);
  }

  /**
   * A day that this plan and another put into different stores.
   *
   * @param last later days are not compared
   * @return the first such day there is
   */
  public Optional<LocalDate> firstDifference(DayPlan other, LocalDate last) {
    var cuts = new TreeSet<>(placeByCut.keySet());
    cuts.addAll(other.placeByCut.keySet());
    return cuts.stream()
        .filter(cut -> !cut.isAfter(last))
        .filter(cut -> placeOf(cut) != other.placeOf(cut))
        .findFirst();
  }

  private static LocalDate date(String part, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw wrong(part, "a date looks like 2026-11-24");
    }
  }

  private static Place place(String part, String text) {
    for (Place place : Place.values()) {
      if (place.word().equals(text)) {
        return place;
      }
    }
    throw wrong(part, "a store is first or other");
  }

  private static IllegalArgumentException wrong(String part, String why) {
    return new IllegalArgumentException(
        "a plan of days looks like 2026-11-24=other,2026-11-27=first; in it \""
            + part.trim()
            + "\" is wrong: "
            + why);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof DayPlan other && placeByCut.equals(other.placeByCut);
  }

  @Override
  public int hashCode() {
    return placeByCut.hashCode();
  }

  /** As it is read. */
  @Override
  public String toString() {
    return placeByCut.entrySet().stream()
        .map(cut -> cut.getKey() + "=" + cut.getValue().word())
        .collect(Collectors.joining(","));
  }
}
