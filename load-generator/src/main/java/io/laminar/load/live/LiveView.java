package io.laminar.load.live;

import io.laminar.load.LoadSecond;
import io.laminar.load.tally.Counts;
import io.laminar.load.tally.Latency;
import io.laminar.load.tally.Millis;
import io.laminar.load.tally.Outcome;
import io.laminar.load.watch.Sight;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Shows each second of a load: on a terminal as a panel that is drawn over, elsewhere as a line.
 * Writes what was given to it and nothing else; each call comes from one thread at a time.
 */
public final class LiveView implements Consumer<LoadSecond> {

  private static final int BAR_WIDTH = 40;
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String UP = "\u001b[%dA";

  private final PrintWriter out;
  private final boolean panel;
  private final Supplier<Sight> sight;
  private int drawn;

  /**
   * @param panel true if {@code out} is a terminal that can move its cursor
   * @param sight what is known of bidder and migration
   */
  public LiveView(PrintWriter out, boolean panel, Supplier<Sight> sight) {
    this.out = out;
    this.panel = panel;
    this.sight = sight;
  }

  @Override
  public void accept(LoadSecond second) {
    if (!panel) {
      out.println(second + beside(sight.get()));
      return;
    }
    var text = new StringBuilder();
    if (drawn > 0) {
      text.append(String.format(Locale.ROOT, UP, drawn));
    }
    List<String> lines = lines(second, sight.get());
    lines.forEach(line -> text.append(CLEAR_LINE).append(line).append('\n'));
    drawn = lines.size();
    out.print(text);
    out.flush();
  }

  private static String beside(Sight sight) {
    return (sight.canary().isEmpty() ? "" : "  canary " + sight.canary())
        + (sight.step().isEmpty() ? "" : "  step " + sight.step());
  }

  private static List<String> lines(LoadSecond second, Sight sight) {
    Latency response = second.response();
    return List.of(
        progress(second),
        String.format(
            Locale.ROOT,
            "rate      %,.0f/s%s   in flight %,d   connections %,d",
            second.achievedRate(),
            second.intendedRate() == 0
                ? ""
                : String.format(Locale.ROOT, " of %,.0f/s", second.intendedRate()),
            second.inFlight(),
            second.openConnections()),
        "outcomes  " + outcomes(second.counts()),
        String.format(
            Locale.ROOT,
            "response  p50 %s  p90 %s  p99 %s  p99.9 %s  max %s ms   generator behind %s ms",
            Millis.text(response.p50Micros()),
            Millis.text(response.p90Micros()),
            Millis.text(response.p99Micros()),
            Millis.text(response.p999Micros()),
            Millis.text(response.maxMicros()),
            Millis.text(second.times().lag().p99Micros())),
        String.format(
            Locale.ROOT,
            "canary    %s   migration %s",
            known(sight.canary()),
            known(sight.step())));
  }

  private static String known(String text) {
    return text.isEmpty() ? "not watched" : text;
  }

  private static String progress(LoadSecond second) {
    double elapsed = Math.max(0, second.elapsed().toMillis());
    double left = second.remaining().toMillis();
    double part = elapsed + left == 0 ? 1 : elapsed / (elapsed + left);
    int full = (int) Math.round(part * BAR_WIDTH);
    return String.format(
        Locale.ROOT,
        "%5d s  [%s%s] %3.0f%%  %d s left",
        Math.round(elapsed / 1e3),
        "#".repeat(full),
        ".".repeat(BAR_WIDTH - full),
        100 * part,
        Math.round(left / 1e3));
  }

  private static String outcomes(Counts counts) {
    long ended = counts.ended() + counts.dropped();
    return String.format(
        Locale.ROOT,
        "bid %s  no-bid %s  late %s  invalid %s  failed %s  dropped %s",
        share(counts.count(Outcome.BID), ended),
        share(counts.count(Outcome.NO_BID), ended),
        share(counts.count(Outcome.LATE), ended),
        share(counts.count(Outcome.INVALID), ended),
        share(
            ended
                - counts.dropped()
                - counts.count(Outcome.BID)
                - counts.count(Outcome.NO_BID)
                - counts.count(Outcome.LATE)
                - counts.count(Outcome.INVALID),
            ended),
        share(counts.dropped(), ended));
  }

  private static String share(long count, long whole) {
    return whole == 0 ? "0%" : String.format(Locale.ROOT, "%.1f%%", 100.0 * count / whole);
  }
}
