package io.laminar.deploy.demo;

import java.util.ArrayList;
import java.util.List;

/** What was claimed and what was seen, in the order of the demonstration. */
final class Claims {

  private record Claim(String text, String seen, boolean held) {}

  private final List<Claim> claims = new ArrayList<>();

  /** Notes what was seen. */
  void note(String text, boolean held, String seen) {
    claims.add(new Claim(text, seen, held));
  }

  /** True if every claim held. */
  boolean allHeld() {
    return claims.stream().allMatch(Claim::held);
  }

  /** An aligned table. */
  String table() {
    int width = claims.stream().mapToInt(claim -> claim.text.length()).max().orElse(0);
    int seenWidth = claims.stream().mapToInt(claim -> claim.seen.length()).max().orElse(0);
    String format = "%-" + width + "s   %-" + seenWidth + "s   %s%n";
    var table = new StringBuilder();
    table.append(String.format(format, "claimed", "seen", "held"));
    table.append("-".repeat(width + seenWidth + 10)).append(System.lineSeparator());
    for (Claim claim : claims) {
      table.append(String.format(format, claim.text, claim.seen, claim.held ? "yes" : "NO"));
    }
    return table.toString();
  }
}
