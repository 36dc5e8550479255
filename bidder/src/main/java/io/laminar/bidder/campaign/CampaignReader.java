package io.laminar.bidder.campaign;

import io.laminar.stats.event.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes campaigns of a YAML document, and notes all problems. */
final class CampaignReader {

  static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  static final String ID_ALLOWED = "1..64 letters, digits, dots, dashes and underscores";
  static final Pattern CATEGORY = Pattern.compile("IAB([1-9]|1\\d|2[0-6])(-[1-9]\\d?)?");
  static final String CATEGORY_ALLOWED = "an IAB content category such as IAB2-3";
  static final Pattern DOMAIN = Pattern.compile("([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,24}");
  static final String DOMAIN_ALLOWED = "a domain in lower case";
  static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  static final String CURRENCY_ALLOWED = "an ISO-4217 code such as USD";
  private static final Pattern SEGMENT = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern BUNDLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern WITHIN = Pattern.compile("(\\d{1,4})(m|h|d)");
  private static final String DEAL_ALLOWED =
      "deal ids of 1..128 characters, none of them a control character";
  private static final int MICROS_PER_PERMILLE = 1000;

  private final String source;
  private final List<String> problems;

  CampaignReader(String source, List<String> problems) {
    this.source = source;
    this.problems = problems;
  }

  /** The set, which must not be used if there are problems. */
  CampaignSet read(YamlTree root) {
    var members = new Members(source, "file", root, problems);
    String currency = members.text("currency", CURRENCY, CURRENCY_ALLOWED);
    String seat = members.text("seat", ID, ID_ALLOWED);
    List<Campaign> campaigns = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<YamlTree> nodes = members.items("campaigns");
    if (nodes.isEmpty()) {
      members.problem("campaigns must hold at least one");
    }
    for (int i = 0; i < nodes.size(); i++) {
      Campaign campaign = readCampaign(nodes.get(i), i, ids);
      campaigns.add(campaign);
    }
    members.refuseOthers();
    return problems.isEmpty() ? new CampaignSet(currency, seat, campaigns) : null;
  }

  /**
   * One campaign, which must not be used if there are problems.
   *
   * @param place of the campaign among others, for problems of one without an id
   * @param ids of the campaigns before it
   */
  Campaign readCampaign(YamlTree node, int place, Set<String> ids) {
    String owner = owner(node, place);
    var members = new Members(source, owner, node, problems);
    String id = readId(members, ids);
    String advertiser = members.text("advertiser", text -> !text.isBlank(), "a name");
    String domain = members.text("domain", DOMAIN, DOMAIN_ALLOWED);
    List<String> categories = readCategories(members);
    String bundle = members.textOr("bundle", BUNDLE, "a bundle such as com.example.game", "");
    var campaign =
        new Campaign(
            id,
            advertiser,
            domain,
            bundle,
            categories,
            new FlightReader(source, owner, problems).read(members),
            new TargetReader(source, owner, problems).read(members),
            readStrategy(members),
            members.micros("daily-budget", "0.000001", "100000000"),
            members.has("total-budget")
                ? members.micros("total-budget", "0.000001", "1000000000")
                : Long.MAX_VALUE,
            readPacing(members),
            Set.copyOf(members.texts("deals", CampaignReader::isDeal, DEAL_ALLOWED)),
            readCaps(members, owner),
            readCreatives(members, id, domain, bundle, categories));
    members.allow("total-budget");
    members.refuseOthers();
    return campaign;
  }

  /** What the statistics cannot hold must not be bid in. */
  private static boolean isDeal(String text) {
    return !text.isBlank() && Subject.isLegal(text);
  }

  private static String readId(Members members, Set<String> ids) {
    String id = members.text("id", ID, ID_ALLOWED);
    if (!id.isEmpty() && !ids.add(id)) {
      members.problemAt("id", "is that of another campaign too");
    }
    return id;
  }

  private static List<String> readCategories(Members members) {
    List<String> categories =
        members.texts("categories", CATEGORY.asMatchPredicate(), CATEGORY_ALLOWED);
    if (categories.isEmpty()) {
      members.problem("categories must hold at least one, or publishers could not block it");
    }
    return categories;
  }

  private static Strategy readStrategy(Members members) {
    Map<String, Integer> permilleBySegment = readSegments(members);
    var strategy =
        new Strategy(
            members.micros("bid-cpm", "0.000001", "10000"),
            members.micros("floor-cpm", "0", "10000"),
            permilleBySegment,
            readAnonymous(members, permilleBySegment.isEmpty()),
            members.has("shading")
                ? (int) (members.micros("shading", "0", "1") / MICROS_PER_PERMILLE)
                : 0);
    members.allow("shading");
    if (strategy.floorMicros() > strategy.bidMicros()) {
      members.problemAt("floor-cpm", "must not be above bid-cpm");
    }
    return strategy;
  }

  private static boolean readAnonymous(Members members, boolean noSegments) {
    boolean anonymous = members.flag("anonymous", noSegments);
    if (!anonymous && noSegments) {
      members.problemAt("anonymous", "must be true, or there must be segments");
    }
    return anonymous;
  }

  private static Pacing readPacing(Members members) {
    String labels =
        Arrays.stream(Pacing.values()).map(Pacing::label).collect(Collectors.joining(", "));
    String label =
        members.textOr(
            "pacing",
            text -> Arrays.stream(Pacing.values()).anyMatch(pacing -> pacing.label().equals(text)),
            "one of " + labels,
            Pacing.ASAP.label());
    return Arrays.stream(Pacing.values())
        .filter(pacing -> pacing.label().equals(label))
        .findFirst()
        .orElse(Pacing.ASAP);
  }

  private List<FrequencyCap> readCaps(Members members, String owner) {
    List<FrequencyCap> caps = new ArrayList<>();
    for (YamlTree node : members.items("frequency")) {
      var cap = new Members(source, owner + ", frequency", node, problems);
      String per =
          cap.text("per", List.of("campaign", "creative")::contains, "campaign or creative");
      int most = cap.integer("most", 1, FrequencyCap.MOST);
      String within = cap.text("within", CampaignReader::isWithin, "1m..30d, such as 24h");
      cap.refuseOthers();
      caps.add(
          new FrequencyCap(
              per.equals("creative") ? FrequencyCap.Scope.CREATIVE : FrequencyCap.Scope.CAMPAIGN,
              most,
              within(within)));
    }
    return caps;
  }

  private static boolean isWithin(String text) {
    Duration duration = within(text);
    return !duration.isZero() && duration.compareTo(FrequencyCap.LONGEST) <= 0;
  }

  private static Duration within(String text) {
    Matcher matcher = WITHIN.matcher(text);
    if (!matcher.matches()) {
      return Duration.ZERO;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private List<Creative> readCreatives(
      Members members, String campaignId, String domain, String bundle, List<String> categories) {
    List<YamlTree> nodes = members.items("creatives");
    if (nodes.isEmpty()) {
      members.problem("creatives must hold at least one");
    }
    return new CreativeReader(source, problems, campaignId, domain, bundle, categories)
        .readAll(nodes);
  }

  private static Map<String, Integer> readSegments(Members members) {
    Map<String, Integer> permilleBySegment = new LinkedHashMap<>();
    members.eachMicros(
        "segments",
        SEGMENT,
        "0.001",
        "100",
        (segment, micros) -> permilleBySegment.put(segment, (int) (micros / MICROS_PER_PERMILLE)));
    return permilleBySegment;
  }

  private static String owner(YamlTree node, int place) {
    YamlTree id = node.members() == null ? null : node.members().get("id");
    return id == null || id.text() == null ? "campaign " + (place + 1) : "campaign " + id.text();
  }
}
