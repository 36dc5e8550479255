package io.laminar.deploy.migrate;

import io.laminar.migration.plan.Strategy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The status of a migration, for people. */
final class StatusText {

  private StatusText() {}

  /** All there is to know. */
  static String of(JsonObject status) {
    List<String> lines = new ArrayList<>();
    lines.add(line(status));
    lines.add("  reads       " + status.getString("reads"));
    lines.add("  writes      " + status.getString("writes"));
    if (status.getJsonObject("sync") != null) {
      lines.add("  sync        " + sync(status.getJsonObject("sync")));
    }
    status.getJsonArray("stores").stream()
        .map(JsonObject.class::cast)
        .forEach(store -> lines.add("  " + store(store)));
    if (status.getLong("compared") > 0) {
      lines.add(
          "  compared    "
              + status.getLong("compared")
              + " reads, "
              + status.getLong("divergent")
              + " differed");
    }
    if (status.getJsonObject("lastVerify") != null) {
      lines.add("  verified    " + verified(status.getJsonObject("lastVerify")));
    }
    JsonArray dead = status.getJsonArray("deadLetters");
    for (int i = 0; i < dead.size(); i++) {
      lines.add("  refused     " + dead.getString(i));
    }
    lines.add("  throttle    " + throttle(status.getJsonObject("throttle")));
    status.getJsonArray("workers").forEach(worker -> lines.add("  worker      " + worker));
    addMembers(status, lines);
    lines.add("  goes on     " + status.getString("nextCommand"));
    return String.join(System.lineSeparator(), lines);
  }

  /** Which way stores follow each other, and how the follower stands. */
  private static String sync(JsonObject sync) {
    var text = new StringBuilder(sync.getString("way"));
    if (sync.getString("state") != null && sync.getString("leader") != null) {
      text.append("; ").append(sync.getString("follower"));
      text.append(
          switch (sync.getString("state")) {
            case "following" -> " follows ";
            case "copying" -> " copies ";
            default -> " is apart from ";
          });
      text.append(sync.getString("leader"));
      if (sync.getLong("lagBytes") != null) {
        text.append(", ").append(sync.getLong("lagBytes")).append(" bytes behind");
      }
    }
    String problem = sync.getString("problem", "");
    return text.append(problem.isEmpty() ? "" : ": " + problem)
        .append(" (")
        .append(sync.getString("why"))
        .append(')')
        .toString();
  }

  /** How one of the stores does. */
  private static String store(JsonObject store) {
    var text = new StringBuilder(String.format("%-12s", store.getString("side") + " store"));
    text.append(store.getString("store")).append("  ");
    if (store.getLong("calls") == 0) {
      text.append("nothing asked lately");
    } else {
      text.append(
          String.format(
              Locale.ROOT,
              "%.1f %% fail, p50 %.1f ms, p99 %.1f ms",
              100 * store.getDouble("errorShare"),
              store.getLong("p50Micros") / 1e3,
              store.getLong("p99Micros") / 1e3));
    }
    if (store.getBoolean("good")) {
      return text.append("; good").toString();
    }
    text.append("; bad: ").append(store.getString("why"));
    return text.append(store.getBoolean("circuitOpen") ? "; circuit open" : "").toString();
  }

  /** How fast jobs may go, and why. */
  private static String throttle(JsonObject throttle) {
    int most = throttle.getInteger("most");
    int now = throttle.getInteger("now");
    String why = throttle.getString("why");
    String limit = most == 0 ? "unlimited" : "at most " + most + "/s";
    if (now != most) {
      return (now == 0 ? "unlimited" : now + "/s") + " of " + limit + ": " + why;
    }
    if (!why.isEmpty()) {
      return limit + ": " + why;
    }
    long objective = throttle.getLong("objectiveMicros");
    return objective == 0
        ? limit
        : limit + String.format(Locale.ROOT, " while live p99 is below %.1f ms", objective / 1e3);
  }

  private static void addMembers(JsonObject status, List<String> lines) {
    if (!status.getString("fleetProblem", "").isEmpty()) {
      lines.add("  members     not known: " + status.getString("fleetProblem"));
    }
    for (Object each : status.getJsonArray("members", new JsonArray())) {
      long number = status.getLong("number");
      JsonObject member = (JsonObject) each;
      boolean dated = status.getString("strategy").equals(Strategy.TIMED_ROLLOVER.id());
      lines.add(
          "  member      "
              + member(member, number)
              + (dated && hasMissed(member, number)
                  ? "; may have missed a cut, and keeps its dates in both stores until it follows"
                  : ""));
    }
  }

  /** Not one that has just been told of the newest step and takes it. */
  private static boolean hasMissed(JsonObject member, long number) {
    boolean told = member.getJsonObject("report").getLong("latest", 0L) >= number;
    long acknowledged = member.getLong("acknowledged");
    return acknowledged > 0 && acknowledged < number && (told || !member.getBoolean("live"));
  }

  private static String member(JsonObject member, long number) {
    long left = member.getLong("leaseLeftMillis");
    String state =
        member.getBoolean("live")
            ? member.getJsonObject("report").getString("state", "JOINING").toLowerCase(Locale.ROOT)
            : "not heard of for " + Math.max(0, -left / 1_000) + " s";
    String problem = member.getJsonObject("report").getString("problem", "");
    return member.getString("name")
        + "  "
        + state.replace('_', ' ')
        + (member.getBoolean("controller") ? ", moves the migration" : "")
        + ", follows "
        + member.getLong("acknowledged")
        + " of "
        + number
        + (problem.isEmpty() ? "" : "; " + problem);
  }

  /** Where it is and what it does. */
  static String line(JsonObject status) {
    var line = new StringBuilder(status.getString("step")).append(' ');
    line.append(status.getString("title"));
    if (!status.getString("step").equals(status.getString("goal"))) {
      line.append(" → ").append(status.getString("goal"));
    }
    if (status.containsKey("rampTo")) {
      line.append("; ").append(status.getInteger("perMille")).append(" ‰ of the keys in ");
      line.append(status.getString("rampTo"));
    }
    if (!status.getString("doing").isEmpty()) {
      line.append("; ").append(status.getString("doing"));
      line.append(": ").append(progress(status.getJsonObject("progress")));
    }
    if (!status.getString("waitingFor").isEmpty()) {
      line.append("; waits for ").append(status.getString("waitingFor"));
    }
    String held = status.getString("held", "");
    if (!held.isEmpty()) {
      line.append("; held: ").append(held);
    }
    if (!status.getString("failure").isEmpty() && !status.getString("failure").equals(held)) {
      line.append("; failed: ").append(status.getString("failure"));
    }
    return line.append(status.getBoolean("paused") ? "; paused" : "").toString();
  }

  /** What a comparison found. */
  static String verified(JsonObject report) {
    if (report.getBoolean("equal")) {
      return report.getLong("compared") + " entries, all equal";
    }
    List<String> kinds = new ArrayList<>();
    report
        .getJsonObject("differences")
        .forEach(
            kind -> {
              if (((Number) kind.getValue()).longValue() > 0) {
                kinds.add(kind.getValue() + " " + kind.getKey().toLowerCase(Locale.ROOT));
              }
            });
    return report.getLong("compared")
        + " entries, "
        + String.join(", ", kinds)
        + "; repaired "
        + report.getLong("repaired")
        + "; such as "
        + report.getJsonArray("examples").stream()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
  }

  private static String progress(JsonObject progress) {
    var text = new StringBuilder().append(progress.getLong("done"));
    if (progress.getInteger("percent") != null) {
      text.append(" (").append(progress.getInteger("percent")).append(" %)");
    }
    text.append(", ").append(progress.getLong("perSecond")).append("/s");
    if (progress.getLong("remainingSeconds") != null) {
      text.append(", ").append(progress.getLong("remainingSeconds")).append(" s to go");
    }
    return text.toString();
  }
}
