package io.laminar.bidder.money;

import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Pacing;
import io.laminar.bidder.currency.Rate;
import io.laminar.bidder.notice.Claim;
import io.laminar.bidder.notice.InvalidNoticeException;
import io.laminar.bidder.notice.NoticeKeys;
import io.laminar.bidder.notice.NoticeSeal;
import io.laminar.bidder.notice.NoticeTimes;
import io.laminar.bidder.notice.Notices;
import io.laminar.bidder.notice.Notices.Understood;
import io.laminar.bidder.notice.Particulars;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.event.Release;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Bidders, an exchange, a queue, its far end and a ledger in simulated time. The budgets, draws,
 * ledger, seals and notices are the real ones; clocks, delays, losses and crashes come from one
 * seed. A bidder bids only while the far end is known to work, as with the canary.
 */
final class World {

  static final long START = 1_764_028_800_000L - 20 * 60_000; // 20 minutes before midnight, UTC
  static final long STEP_MILLIS = 250;

  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration NOTICE_LIFE = Duration.ofSeconds(60);
  private static final Duration MARGIN = Duration.ofSeconds(20);
  private static final long CANARY_MILLIS = 10_000;
  private static final long MAX_SKEW_MILLIS = 2_000;
  private static final NoticeKeys KEYS = NoticeKeys.parse("the key that all bidders share");

  /** What may be wrong with the world, to see whether it would be noticed. */
  enum Flaw {
    NONE,
    /** Money is free again when its lease ends. */
    FREES_AT_THE_LEASES_END,
    /** The statistics are believed to be complete when they are not. */
    BELIEVES_LATE_STATISTICS,
    /** Notices are taken however old they are. */
    TAKES_STALE_NOTICES,
    /** A bidder goes on with what it drew after the lease's end. */
    IGNORES_THE_LEASE,
    /** A loss that is told again gives back again. */
    RELEASES_AGAIN,
    /** What is given back is taken from the newest draw instead of the bid's. */
    RELEASES_ANOTHER_DRAW,
    /** A bid that was told to be lost is billed all the same. */
    BILLS_LOST_BIDS
  }

  /** What is spent by notices that were taken, each bid once. */
  record Spent(String campaignId, long day) {}

  private record Event(long atMillis, long order, Runnable action) {}

  private record Record(Notice notice, long heartbeatMillis) {}

  final CampaignSet campaigns =
      new CampaignSet(
          "USD",
          "seat",
          List.of(
              new CampaignBuilder("daily").bidMicros(2_000_000).budgetMicros(400_000).build(),
              new CampaignBuilder("total")
                  .bidMicros(3_000_000)
                  .budgetMicros(900_000)
                  .totalMicros(1_200_000)
                  .build(),
              new CampaignBuilder("even")
                  .bidMicros(1_000_000)
                  .budgetMicros(3_000_000)
                  .pacing(Pacing.EVEN)
                  .build()));
  final Map<Spent, Long> nanosByDay = new HashMap<>();
  final Map<String, Long> nanosByCampaign = new HashMap<>();
  int bids;
  int refused;
  int crashes;
  int released;

  private final Random random;
  private final Flaw flaw;
  private final ProcessLedger ledger;
  private final Tenure tenure;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) ->
              a.atMillis != b.atMillis
                  ? Long.compare(a.atMillis, b.atMillis)
                  : Long.compare(a.order, b.order));
  private final Deque<Record> queue = new ArrayDeque<>();
  private final Set<String> takenIds = new HashSet<>();
  private final List<Bidder> bidders = new ArrayList<>();
  private final NoticeSeal seal = new NoticeSeal(KEYS);
  private long now = START;
  private long order;
  private long completeMillis = START;
  private long deadUntil;
  private int holders;
  private final double winShare;
  private long slowUntil;

  World(long seed, int bidderCount, Flaw flaw) {
    this.random = new Random(seed);
    this.flaw = flaw;
    this.winShare = 0.5 + random.nextDouble() / 2;
    boolean early = flaw == Flaw.FREES_AT_THE_LEASES_END;
    tenure =
        new Tenure(
            LEASE,
            early ? Duration.ZERO : NOTICE_LIFE,
            early || flaw == Flaw.BELIEVES_LATE_STATISTICS ? Duration.ZERO : MARGIN);
    this.ledger =
        new ProcessLedger(
            tenure, () -> now, () -> flaw == Flaw.BELIEVES_LATE_STATISTICS ? now : completeMillis);
    for (int i = 0; i < bidderCount; i++) {
      bidders.add(new Bidder());
    }
  }

  void run(Duration length) {
    long end = now + length.toMillis();
    while (now < end) {
      now += STEP_MILLIS;
      while (!events.isEmpty() && events.peek().atMillis <= now) {
        events.poll().action.run();
      }
      count();
      bidders.forEach(Bidder::step);
    }
  }

  private void after(long millis, Runnable action) {
    events.add(new Event(now + millis, order++, action));
  }

  /** The far end: mostly at once, sometimes late, sometimes dead for minutes. */
  private void count() {
    if (random.nextInt(2_000) == 0) {
      deadUntil = now + 30_000 + random.nextInt(180_000);
    }
    if (now < deadUntil) {
      return;
    }
    int most = random.nextInt(200);
    for (int i = 0; i < most && !queue.isEmpty(); i++) {
      Record record = queue.poll();
      if (record.notice == null) {
        completeMillis = Math.max(completeMillis, record.heartbeatMillis);
      } else {
        count(record.notice);
      }
    }
  }

  private void count(Notice notice) {
    if (notice.kind() == NoticeKind.BILLING) {
      ledger.billed(notice.bidId(), notice.campaignId(), notice.priceMicros(), notice.atMillis());
      return;
    }
    released++;
    Release release = notice.release();
    boolean apart = flaw == Flaw.RELEASES_AGAIN || flaw == Flaw.BILLS_LOST_BIDS;
    boolean again = flaw == Flaw.RELEASES_AGAIN;
    ledger.lost(
        apart ? notice.bidId() + " lost" + (again ? released : "") : notice.bidId(),
        notice.campaignId(),
        release.nanos(),
        flaw == Flaw.RELEASES_ANOTHER_DRAW ? tenure.settledMillis(now) : release.settledMillis());
  }

  /**
   * Something was told and will be kept, whatever the answer was. Of all with one id the first
   * counts, as in the statistics.
   */
  private void kept(Notice notice) {
    queue.add(new Record(notice, 0));
    String id = flaw == Flaw.BILLS_LOST_BIDS ? notice.kind() + notice.bidId() : notice.id();
    if (takenIds.add(id) && notice.kind() == NoticeKind.BILLING) {
      var spent = new Spent(notice.campaignId(), Math.floorDiv(notice.atMillis(), 86_400_000L));
      nanosByDay.merge(spent, notice.priceMicros(), Long::sum);
      nanosByCampaign.merge(notice.campaignId(), notice.priceMicros(), Long::sum);
    }
  }

  private final class Bidder {
    private final long skewMillis = random.nextLong(-MAX_SKEW_MILLIS, MAX_SKEW_MILLIS + 1);
    private final Notices notices =
        new Notices(
            () -> campaigns,
            new NoticeTimes(
                flaw == Flaw.TAKES_STALE_NOTICES ? Duration.ofDays(1) : NOTICE_LIFE,
                Duration.ofDays(1),
                Duration.ofSeconds(5)),
            (bid, campaign, creative, user, nanos, at) -> {},
            this::publish,
            this::wall);
    private BudgetBook book;
    private List<Budget> budgets;
    private Draws draws;
    private String holder;
    private int life;
    private boolean asking;
    private long ids;

    Bidder() {
      begin();
    }

    private void begin() {
      life++;
      asking = false;
      holder = "h" + holders++;
      book = new BudgetBook();
      budgets = campaigns.campaigns().stream().map(book::of).toList();
      Duration lease = flaw == Flaw.IGNORES_THE_LEASE ? Duration.ofHours(9) : LEASE;
      draws = new Draws(book, lease, this::nanoTime);
    }

    private long wall() {
      return now + skewMillis;
    }

    private long nanoTime() {
      return now * 1_000_000;
    }

    void step() {
      if (random.nextInt(3_000) == 0) {
        end();
        return;
      }
      if (random.nextInt(4) == 0) {
        queue.add(new Record(null, wall()));
      }
      if (!asking) {
        ask();
      }
      if (now - completeMillis < CANARY_MILLIS) {
        for (int i = random.nextInt(6); i > 0; i--) {
          bid();
        }
      }
    }

    /** Dies, or gives back what is left; either way another begins in its place. */
    private void end() {
      crashes++;
      if (random.nextBoolean()) {
        ledger.giveBack(holder, draws.closeAll());
      }
      begin();
    }

    /** Question and answer take their time; either may be lost, and a crash loses both. */
    private void ask() {
      var wishes = draws.wishes();
      if (wishes.isEmpty()) {
        return;
      }
      asking = true;
      long sent = nanoTime();
      int asker = life;
      String by = holder;
      after(
          random.nextInt(2_000),
          () -> {
            var grants = ledger.draw(by, wishes).result();
            boolean lost = random.nextInt(20) == 0;
            after(
                random.nextInt(2_000),
                () -> {
                  if (asker != life) {
                    return;
                  }
                  asking = false;
                  if (lost) {
                    draws.failed(wishes);
                  } else {
                    ledger.giveBack(by, draws.take(grants, sent));
                  }
                });
          });
    }

    private void bid() {
      Budget budget = budgets.get(random.nextInt(budgets.size()));
      long price = budget.terms().unitNanos();
      long draw = budget.reserve(price, nanoTime());
      if (draw == Budget.NOT_RESERVED) {
        return;
      }
      bids++;
      String id = holder + "-" + ids++;
      String campaign = budget.terms().campaignId();
      var claim =
          new Claim(
              id,
              "1",
              campaign,
              "c0",
              wall() / 1_000,
              price,
              0,
              new Particulars("", "", Rate.HOME, draw, ""));
      String query = seal.sign(claim, false).exchange();
      boolean won = random.nextDouble() < winShare;
      boolean liar = random.nextInt(10) == 0;
      if (won || liar) {
        win(id, campaign, query, price);
      }
      if (!won || liar) {
        lose(id, campaign, query);
      }
    }

    private Future<Void> publish(Notice notice) {
      if (random.nextInt(10) == 0) {
        if (random.nextBoolean()) {
          after(random.nextInt(3_000), () -> kept(notice));
        }
        return Future.failedFuture("Kafka does not answer");
      }
      kept(notice);
      return Future.succeededFuture();
    }

    /** True if the exchange need not come again. */
    boolean told(NoticeKind kind, Map<String, String> parameters) {
      try {
        Understood understood = notices.read(seal, kind, parameters::get);
        return notices.take(understood).succeeded();
      } catch (InvalidNoticeException e) {
        refused++;
        return true;
      }
    }
  }

  /** The exchange tells of a win: mostly soon, sometimes much later, and often again. */
  private void win(String id, String campaign, String query, long priceMicros) {
    Map<String, String> parameters = parameters(id, campaign, query);
    // The exchange's word: up to what was bid, and now and then more.
    long price = random.nextInt(50) == 0 ? priceMicros * 3 : priceMicros;
    parameters.put("price", price / 1_000_000 + "." + "%06d".formatted(price % 1_000_000));
    if (random.nextInt(500) == 0) {
      slowUntil = now + random.nextInt(400_000);
    }
    for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
      boolean late = random.nextInt(10) == 0;
      tell(NoticeKind.BILLING, parameters, late ? random.nextInt(600_000) : delay());
    }
    if (random.nextInt(20) == 0) {
      Map<String, String> forged = new HashMap<>(parameters);
      forged.put("bid", id + "x");
      tell(NoticeKind.BILLING, forged, random.nextInt(50_000));
    }
  }

  /** Mostly soon, often again, and now and then for another draw than the bid's. */
  private void lose(String id, String campaign, String query) {
    Map<String, String> parameters = parameters(id, campaign, query);
    for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
      boolean late = random.nextInt(10) == 0;
      tell(NoticeKind.LOSS, parameters, late ? random.nextInt(600_000) : random.nextInt(5_000));
    }
    if (random.nextInt(20) == 0) {
      Map<String, String> forged = new HashMap<>(parameters);
      forged.computeIfPresent("draw", (name, draw) -> Long.toString(Long.parseLong(draw) + 5));
      tell(NoticeKind.LOSS, forged, random.nextInt(50_000));
    }
  }

  private static Map<String, String> parameters(String id, String campaign, String query) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("bid", id);
    parameters.put("campaign", campaign);
    parameters.put("creative", "c0");
    for (String part : query.substring(1).split("&")) {
      parameters.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
    }
    return parameters;
  }

  /** When the exchange is slow, its bills come as late as they are still taken. */
  private int delay() {
    return now < slowUntil ? 50_000 + random.nextInt(8_000) : random.nextInt(20_000);
  }

  private void tell(NoticeKind kind, Map<String, String> parameters, long delay) {
    after(
        delay,
        () -> {
          Bidder anyone = bidders.get(random.nextInt(bidders.size()));
          if (!anyone.told(kind, parameters)) {
            tell(kind, parameters, 500 + random.nextInt(30_000));
          }
        });
  }
}
