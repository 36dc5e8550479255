package io.laminar.bidder.campaign;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the flight of one campaign, and notes all problems. */
final class FlightReader {

  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final Pattern HOURS =
      Pattern.compile(
          "(mon|tue|wed|thu|fri|sat|sun)(?:-(mon|tue|wed|thu|fri|sat|sun))? (\\d\\d)-(\\d\\d)");
  private static final String HOURS_ALLOWED =
      "days and hours such as \"mon-fri 08-20\" or \"sat 10-24\"";
  private static final int LAST_HOUR = 24;

  private final String source;
  private final String owner;
  private final List<String> problems;

  FlightReader(String source, String owner, List<String> problems) {
    this.source = source;
    this.owner = owner;
    this.problems = problems;
  }

  Flight read(Members campaign) {
    boolean paused =
        campaign.has("state")
            && campaign
                .text("state", List.of("active", "paused")::contains, "active or paused")
                .equals("paused");
    campaign.allow("state");
    long start = readInstant(campaign, "start", Long.MIN_VALUE);
    long end = readInstant(campaign, "end", Long.MAX_VALUE);
    if (start >= end) {
      campaign.problemAt("end", "must be after start");
    }
    YamlTree node = campaign.node("hours");
    return new Flight(paused, start, end, node == null ? DayParts.ALL : readHours(node));
  }

  private static long readInstant(Members campaign, String key, long whenAbsent) {
    campaign.allow(key);
    if (!campaign.has(key)) {
      return whenAbsent;
    }
    String text =
        campaign.text(
            key, value -> instant(value).isPresent(), "an instant such as 2026-12-01T00:00:00Z");
    return instant(text).map(Instant::toEpochMilli).orElse(whenAbsent);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty(); // the caller says what is allowed
    }
  }

  private DayParts readHours(YamlTree node) {
    var hours = new Members(source, owner + ", hours", node, problems);
    ZoneId zone = ZoneOffset.UTC;
    hours.allow("zone");
    if (hours.has("zone")) {
      String text =
          hours.text(
              "zone",
              value -> DayParts.zone(value).isPresent(),
              "a time zone such as Europe/Berlin");
      zone = DayParts.zone(text).orElse(zone);
    }
    boolean userZone = hours.flag("user-zone", false);
    var open = new BitSet(DayParts.HOURS);
    for (String text : hours.texts("open", FlightReader::isHours, HOURS_ALLOWED)) {
      add(text, open);
    }
    if (open.isEmpty()) {
      hours.problem("open must hold at least one of " + HOURS_ALLOWED);
    }
    hours.refuseOthers();
    return new DayParts(open, zone, userZone);
  }

  private static boolean isHours(String text) {
    Matcher matcher = HOURS.matcher(text);
    return matcher.matches()
        && Integer.parseInt(matcher.group(4)) <= LAST_HOUR
        && Integer.parseInt(matcher.group(3)) < Integer.parseInt(matcher.group(4));
  }

  private static void add(String text, BitSet open) {
    Matcher matcher = HOURS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalStateException("was checked: " + text);
    }
    int first = DAYS.indexOf(matcher.group(1));
    int last = matcher.group(2) == null ? first : DAYS.indexOf(matcher.group(2));
    int days = Math.floorMod(last - first, DAYS.size());
    for (int day = first; day <= first + days; day++) {
      int midnight = day % DAYS.size() * LAST_HOUR;
      open.set(
          midnight + Integer.parseInt(matcher.group(3)),
          midnight + Integer.parseInt(matcher.group(4)));
    }
  }
}
