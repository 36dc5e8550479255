package io.laminar.load.tally;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Counters and histograms. Counting is a plain increment. Not thread-safe: each event loop counts
 * in its own, see {@link TallyBook}.
 *
 * <p>Three distributions, in microseconds. <em>Response</em>: from the intended start to the end of
 * the answer, or to when it was given up; what users feel. <em>Service</em>: from the sending on a
 * connection to the end of the answer; what the server took. <em>Lag</em>: from the intended start
 * to when the generator got round to it; its own fault, and the reason to distrust a run.
 */
public final class Tally {

  private static final int MAX_REASONS = 64;
  private static final int MAX_PROBLEMS_OF_A_KIND = 3;
  private static final int MAX_PROBLEM_LENGTH = 300;
  private static final Outcome[] OUTCOMES = Outcome.values();

  private static final class Cell {
    long count;
  }

  private final Histogram response = histogram();
  private final Histogram service = histogram();
  private final Histogram lag = histogram();
  private final long[] outcomes = new long[OUTCOMES.length];
  private final Map<String, Cell> noBids = new HashMap<>();
  private final long[] dropped = new long[DropReason.values().length];
  private final NoticeCount[] notices = noNotices();
  private final Map<String, Cell> billed = new HashMap<>();
  private final Map<String, List<String>> problems = new HashMap<>();
  private final Map<String, Cell> wonMicros = new HashMap<>();
  private long scheduled;
  private long offers;
  private long wins;

  /** A request was due, and the generator got round to it after so long. */
  public void scheduled(long lagNanos) {
    scheduled++;
    record(lag, lagNanos);
  }

  /** A request that was due is not sent, as too many are under way. */
  public void droppedOverLimit() {
    dropped[DropReason.IN_FLIGHT_LIMIT.ordinal()]++;
  }

  /** A request that was due so long ago is not sent any more. */
  public void droppedAfter(long responseNanos, DropReason reason) {
    dropped[reason.ordinal()]++;
    record(response, responseNanos);
  }

  /** A request was answered. */
  public void answered(Outcome outcome, long responseNanos, long serviceNanos) {
    outcomes[outcome.ordinal()]++;
    record(response, responseNanos);
    record(service, serviceNanos);
  }

  /** A request timed out: it took at least so long. */
  public void timedOut(long responseNanos) {
    outcomes[Outcome.TIMEOUT.ordinal()]++;
    record(response, responseNanos);
  }

  /** A request met no connection or lost it; no time is measured, since a quick failure is none. */
  public void failed(Outcome outcome) {
    outcomes[outcome.ordinal()]++;
  }

  /** Why there was no bid. Past some dozens of different reasons they are counted together. */
  public void noBid(String reason) {
    Cell cell = noBids.get(reason);
    if (cell == null) {
      String key = noBids.size() < MAX_REASONS ? reason : "other";
      cell = noBids.computeIfAbsent(key, absent -> new Cell());
    }
    cell.count++;
  }

  /** An answer held so many bids. */
  public void offers(int count) {
    offers += count;
  }

  /** A notice was answered with 2xx. */
  public void noticeAcknowledged(NoticeKind kind) {
    notice(kind, new NoticeCount(1, 0, 0));
  }

  /** A bid won, and is to pay so much; whether the bidder hears of it is another matter. */
  public void won(String currency, long priceMicros) {
    wins++;
    wonMicros.computeIfAbsent(currency, absent -> new Cell()).count += priceMicros;
  }

  /** A billing notice of this price was answered with 2xx. */
  public void billed(String currency, long priceMicros) {
    billed.computeIfAbsent(currency, absent -> new Cell()).count += priceMicros;
  }

  /** A notice was sent in vain. */
  public void noticeFailed(NoticeKind kind) {
    notice(kind, new NoticeCount(0, 1, 0));
  }

  /** A notice was not sent, since too many were waiting. */
  public void noticeUnsent(NoticeKind kind) {
    notice(kind, new NoticeCount(0, 0, 1));
  }

  /** True if {@link #problem} would still keep one of this kind: then its text is worth making. */
  public boolean wantsProblem(String kind) {
    List<String> known = problems.get(kind);
    return known == null || known.size() < MAX_PROBLEMS_OF_A_KIND;
  }

  /** Keeps the first few problems of each kind. */
  public void problem(String kind, String text) {
    List<String> known = problems.computeIfAbsent(kind, absent -> new ArrayList<>(1));
    String cut =
        text.length() <= MAX_PROBLEM_LENGTH ? text : text.substring(0, MAX_PROBLEM_LENGTH) + "…";
    if (known.size() < MAX_PROBLEMS_OF_A_KIND && !known.contains(cut)) {
      known.add(cut);
    }
  }

  /** Adds the contents of another tally, which stays as it is. */
  public void add(Tally other) {
    response.add(other.response);
    service.add(other.service);
    lag.add(other.lag);
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] += other.outcomes[i];
    }
    for (int i = 0; i < dropped.length; i++) {
      dropped[i] += other.dropped[i];
    }
    for (int i = 0; i < notices.length; i++) {
      notices[i] = notices[i].plus(other.notices[i]);
    }
    addCells(noBids, other.noBids);
    addCells(billed, other.billed);
    addCells(wonMicros, other.wonMicros);
    wins += other.wins;
    other.problems.forEach((kind, texts) -> texts.forEach(text -> problem(kind, text)));
    scheduled += other.scheduled;
    offers += other.offers;
  }

  /** The counters as they are now. */
  public Counts counts() {
    Map<Outcome, Long> countByOutcome = new EnumMap<>(Outcome.class);
    for (Outcome outcome : OUTCOMES) {
      countByOutcome.put(outcome, outcomes[outcome.ordinal()]);
    }
    Map<DropReason, Long> droppedByReason = new EnumMap<>(DropReason.class);
    for (DropReason reason : DropReason.values()) {
      droppedByReason.put(reason, dropped[reason.ordinal()]);
    }
    Map<NoticeKind, NoticeCount> noticesByKind = new EnumMap<>(NoticeKind.class);
    for (NoticeKind kind : NoticeKind.values()) {
      noticesByKind.put(kind, notices[kind.ordinal()]);
    }
    List<String> texts = new ArrayList<>();
    problems.forEach((kind, known) -> known.forEach(text -> texts.add(kind + ": " + text)));
    return new Counts(
        scheduled,
        countByOutcome,
        longs(noBids),
        droppedByReason,
        offers,
        wins,
        longs(wonMicros),
        noticesByKind,
        longs(billed),
        texts);
  }

  /** The three distributions as they are now. */
  public Times times() {
    return Times.of(response, service, lag);
  }

  private void notice(NoticeKind kind, NoticeCount more) {
    notices[kind.ordinal()] = notices[kind.ordinal()].plus(more);
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.min(Times.MAX_MICROS, Math.max(0, nanos / 1_000)));
  }

  private static void addCells(Map<String, Cell> target, Map<String, Cell> more) {
    more.forEach(
        (key, cell) -> target.computeIfAbsent(key, absent -> new Cell()).count += cell.count);
  }

  private static Map<String, Long> longs(Map<String, Cell> cells) {
    Map<String, Long> longs = new HashMap<>();
    cells.forEach((key, cell) -> longs.put(key, cell.count));
    return longs;
  }

  private static Histogram histogram() {
    return new Histogram(1, Times.MAX_MICROS, Times.DIGITS);
  }

  private static NoticeCount[] noNotices() {
    NoticeCount[] none = new NoticeCount[NoticeKind.values().length];
    Arrays.fill(none, NoticeCount.NONE);
    return none;
  }
}
