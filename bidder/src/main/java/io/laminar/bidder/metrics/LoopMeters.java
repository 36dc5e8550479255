package io.laminar.bidder.metrics;

import io.laminar.bidder.auction.Reason;
import io.laminar.bidder.lookup.ProfileRead;
import io.laminar.bidder.privacy.Verdict;
import io.laminar.stats.event.NoticeKind;
import java.util.EnumMap;
import java.util.Map;

/** What one event loop counts: written by it alone, read by the scraper. */
public final class LoopMeters {

  private final TallyByKind<Answer> answers = new TallyByKind<>(Answer.class);
  private final TallyByKind<Reason> noBids = new TallyByKind<>(Reason.class);
  private final TallyByKind<ProfileRead> profileReads = new TallyByKind<>(ProfileRead.class);
  private final Map<StoreAsked, TallyByKind<ProfileRead>> storeReads =
      new EnumMap<>(StoreAsked.class);
  private final TallyByKind<Verdict> verdicts = new TallyByKind<>(Verdict.class);
  private final Map<NoticeKind, TallyByKind<NoticeAnswer>> notices =
      new EnumMap<>(NoticeKind.class);
  private final TallyByKind<LossReason> losses = new TallyByKind<>(LossReason.class);
  private final Tally connections = new Tally();
  private final Tally inFlight = new Tally();
  private final Tally refusedConnections = new Tally();
  private final Tally closedConnections = new Tally();
  private final LatencyHistogram latency = new LatencyHistogram();
  private final Map<Stage, LatencyHistogram> stages = new EnumMap<>(Stage.class);
  private final LatencyHistogram lag = new LatencyHistogram();

  LoopMeters() {
    for (Stage stage : Stage.values()) {
      stages.put(stage, new LatencyHistogram());
    }
    for (StoreAsked store : StoreAsked.values()) {
      storeReads.put(store, new TallyByKind<>(ProfileRead.class));
    }
    for (NoticeKind kind : NoticeKind.values()) {
      notices.put(kind, new TallyByKind<>(NoticeAnswer.class));
    }
  }

  /** Bid requests by their answer. */
  public TallyByKind<Answer> answers() {
    return answers;
  }

  /** No-bids by their reason. */
  public TallyByKind<Reason> noBids() {
    return noBids;
  }

  /** Searches for profiles by how they went. */
  public TallyByKind<ProfileRead> profileReads() {
    return profileReads;
  }

  /** Searches that got to a store by how they went. */
  public TallyByKind<ProfileRead> storeReads(StoreAsked store) {
    return storeReads.get(store);
  }

  /** Notices of a kind by what became of them. */
  public TallyByKind<NoticeAnswer> notices(NoticeKind kind) {
    return notices.get(kind);
  }

  /** Loss notices that were taken by the reason that they tell. */
  public TallyByKind<LossReason> losses() {
    return losses;
  }

  /** Connections that are open. */
  public Tally connections() {
    return connections;
  }

  /** Bid requests that are not answered yet. */
  public Tally inFlight() {
    return inFlight;
  }

  /** From the head of a bid request to its answer. */
  public LatencyHistogram latency() {
    return latency;
  }

  /** Bid requests by what privacy allows. */
  public TallyByKind<Verdict> verdicts() {
    return verdicts;
  }

  /** Connections that were closed at once, since there were as many as may be. */
  public Tally refusedConnections() {
    return refusedConnections;
  }

  /** Connections that were closed because nothing was asked on them for too long. */
  public Tally closedConnections() {
    return closedConnections;
  }

  /** How long a part of requests takes. */
  public LatencyHistogram stage(Stage stage) {
    return stages.get(stage);
  }

  /** How late the loop comes to what it has to do. */
  public LatencyHistogram lag() {
    return lag;
  }
}
