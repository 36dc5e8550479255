package io.laminar.bidder.campaign;

import io.laminar.bidder.openrtb.Country;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes campaigns of a YAML document, and notes all problems. */
final class CampaignReader {

  static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  static final String ID_ALLOWED = "1..64 letters, digits, dots, dashes and underscores";

  private static final Pattern CATEGORY = Pattern.compile("IAB([1-9]|1\\d|2[0-6])(-[1-9]\\d?)?");
  private static final String CATEGORY_ALLOWED = "an IAB content category such as IAB2-3";
  private static final Pattern DOMAIN =
      Pattern.compile("([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,24}");
  private static final Pattern SEGMENT = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
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
    String currency = members.text("currency", CURRENCY, "an ISO-4217 code such as USD");
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

  private Campaign readCampaign(YamlTree node, int place, Set<String> ids) {
    var members = new Members(source, owner(node, place), node, problems);
    String id = readId(members, ids);
    String advertiser = members.text("advertiser", text -> !text.isBlank(), "a name");
    String domain = members.text("domain", DOMAIN, "a domain in lower case");
    List<String> categories = readCategories(members);
    Set<String> countries = readCountries(members);
    Map<String, Integer> permilleBySegment = readSegments(members);
    var campaign =
        new Campaign(
            id,
            advertiser,
            domain,
            categories,
            countries,
            permilleBySegment,
            readAnonymous(members, permilleBySegment.isEmpty()),
            members.micros("bid-cpm", "0.000001", "10000"),
            members.micros("floor-cpm", "0", "10000"),
            members.micros("daily-budget", "0.000001", "100000000"),
            Set.copyOf(members.texts("deals", text -> !text.isBlank(), "deal ids")),
            members.texts("avoid", CATEGORY.asMatchPredicate(), CATEGORY_ALLOWED),
            readCreatives(members, id, domain, categories));
    if (campaign.floorMicros() > campaign.bidMicros()) {
      members.problemAt("floor-cpm", "must not be above bid-cpm");
    }
    members.refuseOthers();
    return campaign;
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

  private static Set<String> readCountries(Members members) {
    return Set.copyOf(
        members.texts(
            "countries",
            text -> !text.isEmpty() && Country.alpha3(text).equals(text),
            "ISO-3166 alpha-3 codes such as USA"));
  }

  private static boolean readAnonymous(Members members, boolean noSegments) {
    boolean anonymous = members.flag("anonymous", noSegments);
    if (!anonymous && noSegments) {
      members.problemAt("anonymous", "must be true, or there must be segments");
    }
    return anonymous;
  }

  private List<Creative> readCreatives(
      Members members, String campaignId, String domain, List<String> categories) {
    List<YamlTree> nodes = members.items("creatives");
    if (nodes.isEmpty()) {
      members.problem("creatives must hold at least one");
    }
    return new CreativeReader(source, problems, campaignId, domain, categories).readAll(nodes);
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
