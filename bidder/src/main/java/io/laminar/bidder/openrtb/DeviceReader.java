package io.laminar.bidder.openrtb;

import com.fasterxml.jackson.core.JsonToken;

/** Reads the device, with what it says of itself in {@code sua}. */
final class DeviceReader {

  private static final int MOBILE = 1;
  private static final int PERSONAL_COMPUTER = 2;

  private final JsonReader in;

  private int type;
  private String os = "";
  private String osVersion = "";
  private String make = "";
  private String model = "";
  private String language = "";
  private int connectionType;
  private Geo geo = Geo.UNKNOWN;
  private String advertisingId = "";
  private boolean limited;
  private long network;

  private int hintedType;
  private String hintedOs = "";
  private String hintedVersion = "";
  private String hintedModel = "";

  private DeviceReader(JsonReader in, boolean limited) {
    this.in = in;
    this.limited = limited;
  }

  /**
   * Reads the object on which the reader stands.
   *
   * @param before of another member with this name, whose limits hold too
   */
  static Device read(JsonReader in, Device before) {
    if (!in.enterObject()) {
      return before;
    }
    var reader = new DeviceReader(in, before.limited());
    reader.readMembers();
    return reader.device();
  }

  private Device device() {
    return new Device(
        type == 0 ? hintedType : type,
        os.isEmpty() ? hintedOs : os,
        osVersion.isEmpty() ? hintedVersion : osVersion,
        make,
        model.isEmpty() ? hintedModel : model,
        language,
        connectionType,
        geo,
        isZero(advertisingId) ? "" : advertisingId,
        limited,
        network);
  }

  private void readMembers() {
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "devicetype" -> type = in.integer(0);
        case "os" -> os = in.lowerOrEmpty();
        case "osv" -> osVersion = in.textOrEmpty();
        case "make" -> make = in.lowerOrEmpty();
        case "model" -> model = in.lowerOrEmpty();
        case "language", "langb" -> language = languageOf(in.lowerOrEmpty());
        case "connectiontype" -> connectionType = in.integerOr(0);
        case "geo" -> geo = GeoReader.read(in);
        case "ifa" -> advertisingId = in.text();
        case "lmt", "dnt" -> limited |= in.isSetOrUnclear();
        case "ip" -> network = orElse(NetworkPrefix.ofIpv4(in.textOrEmpty()), network);
        case "ipv6" -> network = orElse(network, NetworkPrefix.ofIpv6(in.textOrEmpty()));
        case "sua" -> readHints();
        case "ext" -> readOlderMembers();
        default -> in.skip();
      }
    }
  }

  private void readOlderMembers() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "sua" -> readHints();
        // App Tracking Transparency: 1 restricted and 2 denied are a no; 0 is not asked yet.
        case "atts" -> limited |= isDenied(in.integerOr(1));
        default -> in.skip();
      }
    }
  }

  private static boolean isDenied(int trackingStatus) {
    return trackingStatus == 1 || trackingStatus == 2;
  }

  private void readHints() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "platform" -> readPlatform();
        case "mobile" -> {
          if (in.token() == JsonToken.VALUE_NULL) {
            in.skip();
          } else {
            hintedType = in.isSet() ? MOBILE : PERSONAL_COMPUTER;
          }
        }
        case "model" -> hintedModel = in.lowerOrEmpty();
        default -> in.skip();
      }
    }
  }

  private void readPlatform() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "brand" -> hintedOs = in.lowerOrEmpty();
        case "version" -> {
          var version = new StringBuilder();
          in.each(() -> version.append(version.isEmpty() ? "" : ".").append(in.textOrEmpty()));
          hintedVersion = version.toString();
        }
        default -> in.skip();
      }
    }
  }

  /** {@code en} of {@code en-US}. */
  private static String languageOf(String tag) {
    int end = 0;
    while (end < tag.length() && tag.charAt(end) >= 'a' && tag.charAt(end) <= 'z') {
      end++;
    }
    return end == tag.length() ? tag : tag.substring(0, end);
  }

  private static boolean isZero(String id) {
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) != '0' && id.charAt(i) != '-') {
        return false;
      }
    }
    return true;
  }

  private static long orElse(long value, long whenZero) {
    return value == 0 ? whenZero : value;
  }
}
