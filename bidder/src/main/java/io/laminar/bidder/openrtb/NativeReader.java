package io.laminar.bidder.openrtb;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.List;

/** Reads the native object of an imp, and the request that is JSON inside a string of it. */
final class NativeReader {

  private final List<NativeRequest.Asset> assets = new ArrayList<>(6);
  private int context;
  private int placementType;

  private NativeReader() {}

  /**
   * Reads the object on which the reader stands.
   *
   * @return null if there is none or its request cannot be understood
   */
  static NativeRequest read(JsonReader in) {
    if (!in.enterObject()) {
      return null;
    }
    var reader = new NativeReader();
    boolean understood = false;
    List<Integer> blockedAttributes = List.of();
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "request" -> understood = reader.readRequest(in);
        case "battr" -> blockedAttributes = in.integers();
        default -> in.skip();
      }
    }
    return understood && !reader.assets.isEmpty()
        ? new NativeRequest(reader.assets, reader.context, reader.placementType, blockedAttributes)
        : null;
  }

  private boolean readRequest(JsonReader in) {
    if (in.token() == JsonToken.START_OBJECT) { // some send the object itself
      readRoot(in);
      return true;
    }
    if (in.token() != JsonToken.VALUE_STRING) {
      in.skip();
      return false;
    }
    JsonReader inner = in.beginInner();
    try {
      if (!inner.isObject()) {
        return false;
      }
      readRoot(inner);
      return inner.isAtEnd();
    } catch (InvalidRequestException e) {
      // A wrong string in one format must not spoil the others; this one is not bid on.
      return false;
    }
  }

  /** Native 1.2, 4.1: before 1.1 all was in a member named native. */
  private void readRoot(JsonReader in) {
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "context" -> context = in.integerOr(0);
        case "plcmttype" -> placementType = in.integerOr(0);
        case "assets" -> in.each(() -> readAsset(in));
        case "native" -> {
          if (in.enterObject()) {
            readRoot(in);
          }
        }
        default -> in.skip();
      }
    }
  }

  private void readAsset(JsonReader in) {
    if (!in.enterObject()) {
      return;
    }
    int id = 0;
    boolean required = false;
    var what = new What();
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> id = in.integer(0);
        case "required" -> required = in.isSet();
        case "title" -> what.read(in, NativeRequest.Kind.TITLE);
        case "img" -> what.read(in, NativeRequest.Kind.IMAGE);
        case "data" -> what.read(in, NativeRequest.Kind.DATA);
        default -> in.skip();
      }
    }
    assets.add(
        new NativeRequest.Asset(
            id,
            required,
            what.kind,
            what.type,
            what.maxLength,
            what.least(),
            what.most(),
            what.mimes));
  }

  /** The one member of an asset that says what it is. */
  private static final class What {

    private NativeRequest.Kind kind = NativeRequest.Kind.OTHER;
    private int type;
    private int maxLength = Integer.MAX_VALUE;
    private int w;
    private int h;
    private int leastW = -1;
    private int leastH = -1;
    private List<String> mimes = List.of();

    void read(JsonReader in, NativeRequest.Kind what) {
      kind = what;
      if (!in.enterObject()) {
        return;
      }
      for (String name = in.nextMember(); name != null; name = in.nextMember()) {
        switch (name) {
          case "type" -> type = in.integer(0);
          case "len" -> maxLength = in.integer(Integer.MAX_VALUE);
          case "w" -> w = in.integer(0);
          case "h" -> h = in.integer(0);
          case "wmin" -> leastW = in.integer(0);
          case "hmin" -> leastH = in.integer(0);
          case "mimes" -> mimes = in.lowerTexts();
          default -> in.skip();
        }
      }
    }

    Size least() {
      return new Size(leastW >= 0 ? leastW : w, leastH >= 0 ? leastH : h);
    }

    /** Native 1.2, 4.4: a size without a minimum is exact. */
    Size most() {
      return new Size(
          leastW >= 0 || w <= 0 ? Integer.MAX_VALUE : w,
          leastH >= 0 || h <= 0 ? Integer.MAX_VALUE : h);
    }
  }
}
