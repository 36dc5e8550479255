package io.laminar.bidder.auction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.laminar.bidder.openrtb.ResponseSchema;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What an exchange would check in a response, written from OpenRTB 2.6 and Native 1.2 and on
 * nothing of the bidder's own model: request and response as JSON trees.
 */
final class ResponseRules {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DocumentBuilderFactory XML = DocumentBuilderFactory.newInstance();

  /** OpenRTB 2.6, 4.2.3. */
  private static final Set<String> BID_MEMBERS =
      Set.of(
          "id",
          "impid",
          "price",
          "nurl",
          "burl",
          "lurl",
          "adm",
          "adid",
          "adomain",
          "bundle",
          "iurl",
          "cid",
          "crid",
          "tactic",
          "cattax",
          "cat",
          "attr",
          "apis",
          "protocol",
          "qagmediarating",
          "language",
          "langb",
          "dealid",
          "w",
          "h",
          "wratio",
          "hratio",
          "exp",
          "dur",
          "mtype",
          "slotinpod",
          "ext");

  private static final Map<String, List<Integer>> PROTOCOLS_BY_VERSION =
      Map.of(
          "VAST 2.0",
          List.of(2),
          "VAST 3.0",
          List.of(3),
          "VAST 4.0",
          List.of(7),
          "VAST 4.1",
          List.of(11),
          "VAST 4.2",
          List.of(13),
          "VAST 4.3",
          List.of(15),
          "DAAST 1.0",
          List.of(9));

  private static final List<String> FORMAT_BY_MTYPE =
      List.of("", "banner", "video", "audio", "native");

  private final JsonNode request;
  private final List<String> broken = new ArrayList<>();

  private ResponseRules(JsonNode request) {
    this.request = request;
  }

  /** All rules that the response breaks. */
  static List<String> broken(byte[] requestBody, byte[] responseBody) throws IOException {
    var rules = new ResponseRules(JSON.readTree(requestBody));
    rules.checkResponse(JSON.readTree(responseBody));
    rules.broken.addAll(ResponseSchema.broken(new String(responseBody, StandardCharsets.UTF_8)));
    return rules.broken;
  }

  private void checkResponse(JsonNode response) {
    check(response.path("id").equals(request.path("id")), "id is not that of the request");
    check(response.path("cur").asText().equals("USD"), "cur");
    check(
        !request.path("cur").isArray() || texts(request.path("cur")).contains("USD"),
        "a bid in a currency that is not accepted");
    check(response.path("seatbid").size() == 1, "seatbid");
    JsonNode bids = response.at("/seatbid/0/bid");
    check(bids.isArray() && !bids.isEmpty(), "no bid");
    Set<String> bidIds = new HashSet<>();
    Set<String> impIds = new HashSet<>();
    for (JsonNode bid : bids) {
      check(bidIds.add(bid.path("id").textValue()), "bid id twice");
      check(impIds.add(bid.path("impid").textValue()), "two bids on one imp");
      checkBid(bid);
    }
  }

  private void checkBid(JsonNode bid) {
    bid.fieldNames().forEachRemaining(name -> check(BID_MEMBERS.contains(name), "unknown " + name));
    for (String name : List.of("id", "impid", "adm", "cid", "crid", "nurl", "burl", "lurl")) {
      check(bid.path(name).isTextual() && !bid.path(name).textValue().isEmpty(), name);
    }
    check(bid.path("price").isNumber() && bid.path("price").decimalValue().signum() > 0, "price");
    check(bid.path("adomain").size() == 1 && bid.at("/adomain/0").isTextual(), "adomain");
    check(bid.path("exp").isInt(), "exp");
    checkNotices(bid);
    checkBlocks(bid);
    JsonNode imp =
        StreamSupport.stream(request.path("imp").spliterator(), false)
            .filter(candidate -> candidate.path("id").equals(bid.path("impid")))
            .findFirst()
            .orElse(null);
    check(imp != null, "impid of no imp");
    if (imp != null) {
      checkFloor(bid, imp);
      checkFormat(bid, imp);
    }
  }

  private void checkNotices(JsonNode bid) {
    for (String name : List.of("nurl", "burl", "lurl")) {
      String url = bid.path(name).asText();
      check(url.contains("${AUCTION_PRICE}"), name + " has no price");
      URI uri =
          URI.create(url.replace("${AUCTION_PRICE}", "1.5").replace("${AUCTION_LOSS}", "102"));
      check(uri.getQuery().contains("bid=" + bid.path("id").asText()), name + " has no bid id");
      check(uri.getQuery().contains("campaign=" + bid.path("cid").asText()), name + " no cid");
      check(uri.getQuery().contains("creative=" + bid.path("crid").asText()), name + " no crid");
    }
    check(bid.path("lurl").asText().contains("${AUCTION_LOSS}"), "lurl has no reason");
  }

  private void checkBlocks(JsonNode bid) {
    for (String blocked : texts(request.path("bcat"))) {
      for (String category : texts(bid.path("cat"))) {
        check(
            !category.equals(blocked) && !category.startsWith(blocked + "-"),
            "blocked category " + blocked);
      }
    }
    check(!texts(request.path("badv")).contains(bid.at("/adomain/0").asText()), "blocked domain");
    check(!texts(request.path("bapp")).contains(bid.path("bundle").asText()), "blocked app");
  }

  private void checkFloor(JsonNode bid, JsonNode imp) {
    JsonNode floored = imp;
    if (bid.has("dealid")) {
      floored = null;
      for (JsonNode deal : imp.at("/pmp/deals")) {
        floored = deal.path("id").equals(bid.path("dealid")) ? deal : floored;
      }
      check(floored != null, "dealid of no deal");
    } else {
      check(imp.at("/pmp/private_auction").asInt() == 0, "no deal in a private auction");
    }
    if (floored == imp && imp.has(format(bid)) && lengthFloor(bid, imp) != null) {
      check(
          bid.path("price").decimalValue().compareTo(lengthFloor(bid, imp)) >= 0,
          "price below the floor of its length");
    } else if (floored != null && floored.has("bidfloor")) {
      BigDecimal floor = floored.path("bidfloor").decimalValue();
      check(bid.path("price").decimalValue().compareTo(floor) >= 0, "price below the floor");
      check(floored.path("bidfloorcur").asText("USD").equals("USD"), "floor in another currency");
    }
  }

  private static String format(JsonNode bid) {
    return FORMAT_BY_MTYPE.get(Math.floorMod(bid.path("mtype").asInt(), FORMAT_BY_MTYPE.size()));
  }

  /** The highest floor of a range that the bid's length lies in; null if it lies in none. */
  private static BigDecimal lengthFloor(JsonNode bid, JsonNode imp) {
    int seconds = bid.path("dur").asInt();
    BigDecimal highest = null;
    for (JsonNode range : imp.path(format(bid)).path("durfloors")) {
      BigDecimal floor = range.path("bidfloor").decimalValue();
      if (seconds >= range.path("mindur").asInt()
          && seconds <= range.path("maxdur").asInt(Integer.MAX_VALUE)) {
        highest = highest == null ? floor : highest.max(floor);
      }
    }
    return highest;
  }

  private void checkFormat(JsonNode bid, JsonNode imp) {
    int mtype = bid.path("mtype").asInt();
    check(mtype >= 1 && mtype <= 4, "mtype");
    String format = FORMAT_BY_MTYPE.get(mtype);
    check(imp.has(format), "the imp wants no " + format);
    for (JsonNode blocked : imp.path(format).path("battr")) {
      for (JsonNode attribute : bid.path("attr")) {
        check(!blocked.equals(attribute), "blocked attribute " + blocked);
      }
    }
    switch (mtype) {
      case 1 -> checkBanner(bid, imp.path("banner"));
      case 2, 3 -> checkMedia(bid, imp.path(format));
      default -> checkNative(bid, imp.path("native"));
    }
  }

  private void checkBanner(JsonNode bid, JsonNode banner) {
    boolean fits = sameSize(bid, banner);
    for (JsonNode format : banner.path("format")) {
      fits |= sameSize(bid, format);
    }
    check(fits, "a size that was not asked for");
    check(bid.path("adm").asText().contains("/click?bid=" + bid.path("id").asText()), "no click");
    check(!bid.path("adm").asText().contains("${CLICK_URL}"), "a macro was left");
  }

  private static boolean sameSize(JsonNode bid, JsonNode size) {
    return size.path("w").asInt(-1) == bid.path("w").asInt()
        && size.path("h").asInt(-1) == bid.path("h").asInt();
  }

  private void checkMedia(JsonNode bid, JsonNode media) {
    int seconds = bid.path("dur").asInt();
    check(seconds > 0, "dur");
    check(seconds >= media.path("minduration").asInt(), "too short");
    check(seconds <= media.path("maxduration").asInt(Integer.MAX_VALUE), "too long");
    check(seconds <= media.path("poddur").asInt(Integer.MAX_VALUE), "longer than the pod");
    if (media.has("rqddurs")) {
      check(texts(media.path("rqddurs")).contains(String.valueOf(seconds)), "rqddurs");
    }
    Element root = xml(bid.path("adm").asText());
    if (root == null) {
      return;
    }
    String version = root.getTagName() + ' ' + root.getAttribute("version");
    List<Integer> protocols = PROTOCOLS_BY_VERSION.get(version);
    check(protocols != null, "markup is " + version);
    if (media.path("protocols").size() > 0) {
      List<String> accepted = texts(media.path("protocols"));
      check(accepted.contains(String.valueOf(protocols.get(0))), "protocol of " + version);
    }
    Element file = (Element) root.getElementsByTagName("MediaFile").item(0);
    check(
        !media.has("mimes") || texts(media.path("mimes")).contains(file.getAttribute("type")),
        "mime of the media file");
    String clicks = root.getElementsByTagName("ClickThrough").item(0).getTextContent();
    check(clicks.contains("/click?bid=" + bid.path("id").asText()), "no click");
    String duration = root.getElementsByTagName("Duration").item(0).getTextContent();
    check(
        duration.equals("00:%02d:%02d".formatted(seconds / 60, seconds % 60)),
        "the markup says " + duration);
  }

  private Element xml(String text) {
    try {
      return XML.newDocumentBuilder()
          .parse(new InputSource(new StringReader(text)))
          .getDocumentElement();
    } catch (SAXException | IOException | ParserConfigurationException e) {
      broken.add("markup is no XML: " + e);
      return null;
    }
  }

  private void checkNative(JsonNode bid, JsonNode wanted) {
    try {
      JsonNode answer = JSON.readTree(bid.path("adm").asText());
      JsonNode inner = JSON.readTree(wanted.path("request").asText());
      JsonNode assets = inner.has("native") ? inner.at("/native/assets") : inner.path("assets");
      check(answer.at("/link/url").asText().contains("/click?bid="), "no click");
      List<String> ids = new ArrayList<>();
      answer.path("assets").forEach(asset -> ids.add(asset.path("id").asText()));
      check(!ids.isEmpty(), "no asset");
      for (JsonNode asset : assets) {
        String id = asset.path("id").asText("0");
        check(asset.path("required").asInt() == 0 || ids.contains(id), "asset " + id + " misses");
        ids.remove(id);
      }
      check(ids.isEmpty(), "assets that nobody asked for " + ids);
    } catch (JsonProcessingException e) {
      broken.add("native markup is no JSON: " + e);
    }
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private void check(boolean holds, String rule) {
    if (!holds) {
      broken.add(rule);
    }
  }
}
