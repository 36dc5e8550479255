package io.laminar.load.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.laminar.load.template.Imp;
import io.laminar.load.template.RequestTemplate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the body of a 200 in one pass, without binding it to objects, and checks what an exchange
 * would: the id is the request's, each bid is for one of its impressions, and each price is a
 * number above 0 that reaches the floor where both are in one currency and no deal has a floor of
 * its own. One use.
 */
public final class BidResponseReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String DEFAULT_CURRENCY = "USD"; // OpenRTB 2.6, 4.2.1

  /** One bid while it is read; the currency is known only at the end of the response. */
  private static final class Draft {
    String id = "";
    String impId = "";
    String adId = "";
    String dealId = "";
    String nurl = "";
    String burl = "";
    String lurl = "";
    boolean hasMarkup;
    int markupType;
    double price = Double.NaN;
  }

  /** Ends the reading; has no stack trace, since bad answers may come at a high rate. */
  private static final class BrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenException(String problem) {
      super(problem, null, false, false);
    }
  }

  private final String requestId;
  private final RequestTemplate template;
  private final List<Draft> drafts = new ArrayList<>(1);
  private final List<String> seats = new ArrayList<>(1);
  private String responseId;
  private String currency = DEFAULT_CURRENCY;
  private int noBidCode = -1;

  private BidResponseReader(String requestId, RequestTemplate template) {
    this.requestId = requestId;
    this.template = template;
  }

  /**
   * Reads and checks.
   *
   * @param requestId of the request that was answered
   * @param template that the request was made from
   */
  public static BidAnswer read(byte[] body, String requestId, RequestTemplate template) {
    var reader = new BidResponseReader(requestId, template);
    try (JsonParser parser = JSON.createParser(body)) {
      reader.readResponse(parser);
      return reader.answer();
    } catch (BrokenException e) {
      return new BidAnswer.Broken(e.getMessage());
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
      return new BidAnswer.Broken("not JSON at byte " + at + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      return new BidAnswer.Broken("cannot be read: " + e);
    }
  }

  private void readResponse(JsonParser parser) throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT, "the body is not a JSON object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "id" -> responseId = text(parser, token, "/id");
        case "cur" -> currency = text(parser, token, "/cur");
        case "nbr" -> noBidCode = integer(parser, token, "/nbr");
        case "seatbid" -> readSeats(parser, token);
        default -> parser.skipChildren();
      }
    }
    require(parser.nextToken() == null, "something follows the JSON object");
  }

  private void readSeats(JsonParser parser, JsonToken token) throws IOException {
    require(token == JsonToken.START_ARRAY, "/seatbid is not an array");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(parser.currentToken() == JsonToken.START_OBJECT, "/seatbid/* is not an object");
      readSeat(parser);
    }
  }

  private void readSeat(JsonParser parser) throws IOException {
    String seat = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "seat" -> seat = text(parser, token, "/seatbid/*/seat");
        case "bid" -> {
          require(token == JsonToken.START_ARRAY, "/seatbid/*/bid is not an array");
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(
                parser.currentToken() == JsonToken.START_OBJECT,
                "/seatbid/*/bid/* is not an object");
            drafts.add(readBid(parser));
          }
        }
        default -> parser.skipChildren();
      }
    }
    while (seats.size() < drafts.size()) {
      seats.add(seat);
    }
  }

  private static Draft readBid(JsonParser parser) throws IOException {
    var draft = new Draft();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "id" -> draft.id = text(parser, token, "/seatbid/*/bid/*/id");
        case "impid" -> draft.impId = text(parser, token, "/seatbid/*/bid/*/impid");
        case "adid" -> draft.adId = text(parser, token, "/seatbid/*/bid/*/adid");
        case "dealid" -> draft.dealId = text(parser, token, "/seatbid/*/bid/*/dealid");
        case "nurl" -> draft.nurl = text(parser, token, "/seatbid/*/bid/*/nurl");
        case "burl" -> draft.burl = text(parser, token, "/seatbid/*/bid/*/burl");
        case "lurl" -> draft.lurl = text(parser, token, "/seatbid/*/bid/*/lurl");
        case "adm" -> draft.hasMarkup = token == JsonToken.VALUE_STRING;
        case "mtype" -> draft.markupType = integer(parser, token, "/seatbid/*/bid/*/mtype");
        case "price" -> {
          require(token.isNumeric(), "/seatbid/*/bid/*/price is not a number");
          draft.price = parser.getDoubleValue();
        }
        default -> parser.skipChildren();
      }
    }
    return draft;
  }

  private BidAnswer answer() {
    require(responseId != null, "/id is missing");
    if (!responseId.equals(requestId)) {
      throw new BrokenException("/id is " + responseId + ", the request's is " + requestId);
    }
    if (drafts.isEmpty()) {
      return new BidAnswer.Nothing(noBidCode < 0 ? "empty-response" : "nbr-" + noBidCode);
    }
    List<OfferedBid> bids = new ArrayList<>(drafts.size());
    for (int i = 0; i < drafts.size(); i++) {
      bids.add(checked(drafts.get(i), seats.get(i)));
    }
    return new BidAnswer.Offers(bids);
  }

  private OfferedBid checked(Draft draft, String seat) {
    require(!draft.id.isEmpty(), "/seatbid/*/bid/*/id is missing");
    Imp imp = template.imp(draft.impId);
    if (imp == null) {
      throw new BrokenException(
          "impid \"" + draft.impId + "\" is not an imp of " + template.name());
    }
    // also false for a price that is missing, which is NaN
    if (!(draft.price > 0 && draft.price < Double.POSITIVE_INFINITY)) {
      throw new BrokenException("price must be above 0, was " + draft.price);
    }
    boolean floorHolds =
        draft.dealId.isEmpty() && imp.floorCurrency().equals(currency) && imp.floor() > 0;
    if (floorHolds && draft.price < imp.floor()) {
      throw new BrokenException(
          "price " + draft.price + " is below the floor " + imp.floor() + " of " + template.name());
    }
    require(
        draft.hasMarkup || !draft.nurl.isEmpty(),
        "/seatbid/*/bid/* has neither adm nor nurl: there is nothing to show");
    return new OfferedBid(
        draft.id,
        draft.impId,
        seat,
        draft.adId,
        currency,
        Math.round(draft.price * 1e6),
        draft.nurl,
        draft.burl,
        draft.lurl,
        draft.hasMarkup ? Delivery.IN_BID : Delivery.onWin(draft.markupType));
  }

  private static String text(JsonParser parser, JsonToken token, String where) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (token == JsonToken.VALUE_NULL) {
      return ""; // as if it were absent
    }
    throw new BrokenException(where + " is not a text");
  }

  private static int integer(JsonParser parser, JsonToken token, String where) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw new BrokenException(where + " is not a whole number");
    }
    return parser.getIntValue();
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new BrokenException(problem);
    }
  }
}
