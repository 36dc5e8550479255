package io.laminar.load.template;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the places of a sample that change, and cuts it there. One use. */
final class TemplateParser {

  private static final JsonFactory JSON = new JsonFactory();

  /** What a cut is filled with. */
  private enum Hole {
    NONE,
    ID,
    USER
  }

  /**
   * Replaces the bytes from {@code start} to {@code end} by {@code before}, hole, {@code after}.
   */
  private record Edit(int start, int end, String before, Hole hole, String after) {}

  private final String name;
  private final byte[] json;
  private final long tmaxMillis;
  private final List<Edit> edits = new ArrayList<>();
  private final Map<String, Imp> impById = new LinkedHashMap<>();
  private boolean hasTmax;
  private boolean hasUser;
  private boolean hasId;
  private boolean isTest;
  private int auctionType = 2; // OpenRTB 2.6, 3.2.1: the default of at
  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);

  TemplateParser(String name, byte[] json, long tmaxMillis) {
    this.name = name;
    this.json = json;
    this.tmaxMillis = tmaxMillis;
  }

  RequestTemplate parse() throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, "must be a JSON object");
      int afterBrace = start(parser) + 1;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        readField(parser, parser.currentName());
      }
      require(parser.nextToken() == null, "must be one JSON object and nothing after it");
      require(hasId, "must have an id");
      require(!impById.isEmpty(), "must have an imp with an id");
      // the object has an id, so a comma always has to follow
      if (!hasUser) {
        edits.add(new Edit(afterBrace, afterBrace, "\"user\":{\"buyeruid\":\"", Hole.USER, "\"},"));
      }
      if (!hasTmax) {
        edits.add(new Edit(afterBrace, afterBrace, "\"tmax\":" + tmaxMillis + ",", Hole.NONE, ""));
      }
    }
    return cut();
  }

  private void readField(JsonParser parser, String field) throws IOException {
    JsonToken token = parser.nextToken();
    switch (field) {
      case "id" -> {
        require(token.isScalarValue(), "id must be a single value");
        hasId = true;
        edits.add(new Edit(start(parser), scalarEnd(parser), "\"", Hole.ID, "\""));
      }
      case "tmax" -> {
        require(token.isScalarValue(), "tmax must be a number");
        hasTmax = true;
        edits.add(
            new Edit(start(parser), scalarEnd(parser), Long.toString(tmaxMillis), Hole.NONE, ""));
      }
      case "test" -> isTest = parser.getValueAsInt() == 1;
      case "at" -> auctionType = parser.getValueAsInt(auctionType);
      case "site", "app", "dooh" -> {
        traits.add(Trait.ofField(field));
        parser.skipChildren();
      }
      case "regs" -> readRegs(parser, token);
      case "user" -> {
        hasUser = true;
        readUser(parser, token);
      }
      case "imp" -> {
        require(token == JsonToken.START_ARRAY, "imp must be an array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          readImp(parser);
        }
      }
      default -> parser.skipChildren();
    }
  }

  private void readUser(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      edits.add(new Edit(start(parser), scalarEnd(parser), "{\"buyeruid\":\"", Hole.USER, "\"}"));
      return;
    }
    require(token == JsonToken.START_OBJECT, "user must be an object");
    int afterBrace = start(parser) + 1;
    boolean empty = true;
    boolean found = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      empty = false;
      boolean isBuyerUid = parser.currentName().equals("buyeruid");
      JsonToken value = parser.nextToken();
      if (isBuyerUid) {
        require(value.isScalarValue(), "user.buyeruid must be a text");
        edits.add(new Edit(start(parser), scalarEnd(parser), "\"", Hole.USER, "\""));
        found = true;
      } else {
        parser.skipChildren();
      }
    }
    if (!found) {
      edits.add(
          new Edit(afterBrace, afterBrace, "\"buyeruid\":\"", Hole.USER, empty ? "\"" : "\","));
    }
  }

  /** Signals may stand in {@code regs} or, as before 2.6, in its {@code ext}. */
  private void readRegs(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "ext" -> readRegs(parser, value);
        case "gdpr", "coppa" -> {
          if (parser.getValueAsInt() == 1) {
            traits.add(Trait.ofField(field));
          }
        }
        case "gpp", "us_privacy" -> {
          if (!parser.getValueAsString("").isEmpty()) {
            traits.add(Trait.ofField(field));
          }
          parser.skipChildren();
        }
        default -> parser.skipChildren();
      }
    }
  }

  private void readImp(JsonParser parser) throws IOException {
    require(parser.currentToken() == JsonToken.START_OBJECT, "each imp must be an object");
    String id = null;
    double floor = 0;
    String currency = "USD"; // OpenRTB 2.6, 3.2.4: the default of bidfloorcur
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "id" -> {
          require(value == JsonToken.VALUE_STRING, "imp.id must be a text");
          id = parser.getText();
        }
        case "bidfloor" -> {
          require(value.isNumeric(), "imp.bidfloor must be a number");
          floor = parser.getDoubleValue();
        }
        case "bidfloorcur" -> {
          require(value == JsonToken.VALUE_STRING, "imp.bidfloorcur must be a text");
          currency = parser.getText();
        }
        case "banner", "video", "audio", "native" -> {
          traits.add(Trait.ofField(field));
          parser.skipChildren();
        }
        case "pmp" -> {
          traits.add(Trait.DEAL);
          parser.skipChildren();
        }
        default -> parser.skipChildren();
      }
    }
    if (id != null) {
      impById.put(id, new Imp(id, floor, currency));
    }
  }

  private RequestTemplate cut() {
    edits.sort(Comparator.comparingInt(Edit::start));
    List<byte[]> pieces = new ArrayList<>();
    List<Hole> holes = new ArrayList<>();
    var piece = new ByteArrayOutputStream(json.length);
    int at = 0;
    for (Edit edit : edits) {
      piece.write(json, at, edit.start() - at);
      piece.writeBytes(edit.before().getBytes(StandardCharsets.US_ASCII));
      if (edit.hole() != Hole.NONE) {
        pieces.add(piece.toByteArray());
        holes.add(edit.hole());
        piece.reset();
      }
      piece.writeBytes(edit.after().getBytes(StandardCharsets.US_ASCII));
      at = edit.end();
    }
    piece.write(json, at, json.length - at);
    pieces.add(piece.toByteArray());
    traits.add(Trait.ofSize(json.length));
    traits.add(impById.size() == 1 ? Trait.ONE_IMP : Trait.MANY_IMPS);
    require(holes.size() == 2, "must have id, user and user.buyeruid at most once");
    return new RequestTemplate(
        name,
        pieces.get(0),
        pieces.get(1),
        pieces.get(2),
        holes.get(0) == Hole.ID,
        isTest,
        auctionType,
        traits,
        impById);
  }

  private static int start(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /** Where the scalar that the parser is at ends; the parser has checked that it is well formed. */
  private int scalarEnd(JsonParser parser) {
    int at = start(parser);
    if (json[at] != '"') {
      while (at < json.length && (Character.isLetterOrDigit(json[at]) || isNumberSign(json[at]))) {
        at++;
      }
      return at;
    }
    at++;
    while (json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private static boolean isNumberSign(byte value) {
    return value == '-' || value == '+' || value == '.';
  }

  private void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(name + ": a bid request " + rule);
    }
  }
}
