package io.laminar.bidder.campaign;

import io.laminar.bidder.openrtb.Ad;
import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.BidTemplate;
import io.laminar.bidder.openrtb.Markup;
import io.laminar.bidder.openrtb.NativeMarkup;
import io.laminar.bidder.openrtb.NativeRequest;
import io.laminar.bidder.openrtb.Size;
import io.laminar.bidder.openrtb.TextMarkup;
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

/** Makes the creatives of one campaign, and notes all problems. */
final class CreativeReader {

  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,3})x([1-9]\\d{0,3})");
  private static final Pattern HTTPS = Pattern.compile("https://[^\\s\"'<>\\\\]+");
  private static final Pattern MIME = Pattern.compile("(video|audio)/[a-z0-9.+-]+");
  private static final Pattern IMAGE_MIME = Pattern.compile("image/[a-z0-9+-]{1,40}");
  private static final Pattern ATTRIBUTE = Pattern.compile("[1-9]|1[0-7]");
  private static final Pattern DATA_TYPE = Pattern.compile("[1-9]|1[0-2]");
  private static final Pattern VAST = Pattern.compile("<VAST\\s[^>]*version=\"([^\"]+)\"");
  private static final Pattern DAAST = Pattern.compile("<DAAST\\s[^>]*version=\"1\\.0\"");

  /** AdCOM 1.0, Creative Subtypes - Audio/Video: the inline ones. */
  private static final Map<String, Integer> PROTOCOL_BY_VAST =
      Map.of("2.0", 2, "3.0", 3, "4.0", 7, "4.1", 11, "4.2", 13, "4.3", 15);

  private static final int DAAST_PROTOCOL = 9;

  private final String source;
  private final List<String> problems;
  private final String campaignId;
  private final String domain;
  private final String bundle;
  private final List<String> categories;
  private final Set<String> ids = new HashSet<>();

  CreativeReader(
      String source,
      List<String> problems,
      String campaignId,
      String domain,
      String bundle,
      List<String> categories) {
    this.source = source;
    this.problems = problems;
    this.campaignId = campaignId;
    this.domain = domain;
    this.bundle = bundle;
    this.categories = categories;
  }

  List<Creative> readAll(List<YamlTree> nodes) {
    List<Creative> creatives = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      creatives.add(read(nodes.get(i), i));
    }
    return creatives;
  }

  private Creative read(YamlTree node, int place) {
    var members = new Members(source, owner(node, place), node, problems);
    String id = members.text("id", CampaignReader.ID, CampaignReader.ID_ALLOWED);
    if (!id.isEmpty() && !ids.add(id)) {
      members.problemAt("id", "is that of another creative of the campaign too");
    }
    AdType type = readType(members);
    List<Integer> attributes =
        members
            .texts("attributes", ATTRIBUTE.asMatchPredicate(), "creative attributes in 1..17")
            .stream()
            .map(Integer::valueOf)
            .toList();
    String landing = members.text("landing", HTTPS, "an https:// URL");
    boolean plays = type == AdType.VIDEO || type == AdType.AUDIO;
    boolean hasSize = type == AdType.BANNER || type == AdType.VIDEO;
    Size size = hasSize ? readSize(members) : new Size(0, 0);
    int duration = plays ? members.integer("duration", 1, 600) : 0;
    String mime =
        plays
            ? members.text(
                "mime",
                text -> MIME.matcher(text).matches() && text.startsWith(type.label()),
                "a type such as " + type.label() + "/mp4")
            : "";
    Markup markup = type == AdType.NATIVE ? readNative(members) : new TextMarkup(readText(members));
    int protocol = plays ? readProtocol(members, node) : 0;
    int weight = members.has("weight") ? members.integer("weight", 1, 1000) : 1;
    members.allow("weight");
    members.refuseOthers();
    var ad =
        new Ad(
            campaignId, id, domain, bundle, categories, attributes, type, size, duration, markup);
    return new Creative(new BidTemplate(ad), mime, protocol, landing, weight);
  }

  private static AdType readType(Members members) {
    String labels =
        Arrays.stream(AdType.values()).map(AdType::label).collect(Collectors.joining(", "));
    String label =
        members.text(
            "type",
            text -> Arrays.stream(AdType.values()).anyMatch(type -> type.label().equals(text)),
            "one of " + labels);
    return Arrays.stream(AdType.values())
        .filter(type -> type.label().equals(label))
        .findFirst()
        .orElse(AdType.BANNER);
  }

  private static Size readSize(Members members) {
    return size(members.text("size", SIZE, "width and height such as 300x250"));
  }

  private static Size size(String text) {
    Matcher matcher = SIZE.matcher(text);
    return matcher.matches()
        ? new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : new Size(0, 0);
  }

  private static String readText(Members members) {
    return members.text(
        "markup",
        text -> text.contains(TextMarkup.CLICK_MACRO) && !loadsWithoutTls(text),
        "markup that holds " + TextMarkup.CLICK_MACRO + " and loads nothing over http://");
  }

  /** Names of XML namespaces and schemas are not loaded. */
  private static boolean loadsWithoutTls(String markup) {
    return markup
        .replace("http://www.w3.org/", "")
        .replace("http://www.iab.com/", "")
        .contains("http://");
  }

  private static int readProtocol(Members members, YamlTree node) {
    YamlTree markup = node.members() == null ? null : node.members().get("markup");
    String text = markup == null || markup.text() == null ? "" : markup.text();
    Matcher vast = VAST.matcher(text);
    if (vast.find() && PROTOCOL_BY_VAST.containsKey(vast.group(1))) {
      return PROTOCOL_BY_VAST.get(vast.group(1));
    }
    if (DAAST.matcher(text).find()) {
      return DAAST_PROTOCOL;
    }
    members.problemAt(
        "markup", "must be VAST 2.0, 3.0 or 4.0..4.3, or DAAST 1.0, and say so in its root");
    return 0;
  }

  private NativeMarkup readNative(Members members) {
    String title = members.text("title", text -> !text.isBlank(), "a text");
    List<NativeMarkup.Image> images = new ArrayList<>();
    List<YamlTree> nodes = members.items("images");
    for (YamlTree node : nodes) {
      var image = new Members(source, "campaign " + campaignId + ": image", node, problems);
      images.add(readImage(image));
      image.refuseOthers();
    }
    Map<Integer, String> textByType = new LinkedHashMap<>();
    members
        .map("data")
        .forEach(
            (type, text) -> {
              if (DATA_TYPE.matcher(type).matches() && text.text() != null) {
                textByType.put(Integer.valueOf(type), text.text());
              } else {
                members.problemAt("data", "must hold texts by their type in 1..12, not " + type);
              }
            });
    return new NativeMarkup(title, images, textByType);
  }

  private static NativeMarkup.Image readImage(Members image) {
    String type =
        image.text("type", text -> text.equals("icon") || text.equals("main"), "icon or main");
    String url = image.text("url", HTTPS, "an https:// URL");
    var told = new NativeMarkup.Image(type.equals("icon") ? 1 : 3, url, readSize(image));
    String mime = image.textOr("mime", IMAGE_MIME, "a type such as image/png", told.mime());
    return new NativeMarkup.Image(
        told.type(), url, told.size(), mime.equals("image/jpg") ? NativeRequest.JPEG : mime);
  }

  private String owner(YamlTree node, int place) {
    YamlTree id = node.members() == null ? null : node.members().get("id");
    return "campaign "
        + campaignId
        + ", creative "
        + (id == null || id.text() == null ? place + 1 : id.text());
  }
}
