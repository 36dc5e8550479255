package io.laminar.bidder.openrtb;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.List;

/** Reads the user. */
final class UserReader {

  /** More identities and providers of segments than this are left out. */
  static final int MOST = 64;

  /** More segments than this, of all providers, are left out: audiences are compared with each. */
  static final int MOST_SEGMENTS = 1_000;

  private final JsonReader in;

  private String id = "";
  private String buyerId = "";
  private Geo geo = Geo.UNKNOWN;
  private String consent;
  private boolean clear = true;
  private int segmentCount;
  private final List<UserData> data = new ArrayList<>(0);
  private final List<Eid> eids = new ArrayList<>(0);

  private UserReader(JsonReader in, String consent) {
    this.in = in;
    this.consent = consent;
  }

  /**
   * Reads the object on which the reader stands; its consents must not contradict each other.
   *
   * @param before another member with this name, whose consent must not contradict it either
   */
  static UserReader read(JsonReader in, User before) {
    var reader = new UserReader(in, before.consent());
    if (in.enterObject()) {
      reader.readMembers();
    }
    return reader;
  }

  /** False if two places hold different consents, or one holds what is no text. */
  boolean isClear() {
    return clear;
  }

  User user() {
    return new User(id, buyerId, geo, consent, data, eids);
  }

  private void readMembers() {
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> id = in.text();
        case "buyeruid" -> buyerId = in.text();
        case "geo" -> geo = GeoReader.read(in);
        case "consent" -> readConsent();
        case "data" -> in.each(this::readData);
        case "eids" -> in.each(this::readEid);
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
        case "consent" -> readConsent();
        case "eids" -> in.each(this::readEid);
        default -> in.skip();
      }
    }
  }

  private void readConsent() {
    if (in.token() == JsonToken.VALUE_NULL) {
      return;
    }
    clear &= in.token() == JsonToken.VALUE_STRING;
    String text = in.textOrEmpty().trim();
    clear &= text.isEmpty() || consent.isEmpty() || text.equals(consent);
    consent = text.isEmpty() ? consent : text;
  }

  private void readData() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    String provider = "";
    String providerName = "";
    int taxonomy = 0;
    List<String> segments = new ArrayList<>(4);
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> provider = in.textOrEmpty();
        case "name" -> providerName = in.textOrEmpty();
        case "ext" -> taxonomy = readTaxonomy();
        case "segment" -> in.each(() -> readSegment(segments));
        default -> in.skip();
      }
    }
    if (!segments.isEmpty() && data.size() < MOST) {
      data.add(new UserData(provider.isEmpty() ? providerName : provider, taxonomy, segments));
    }
  }

  private int readTaxonomy() {
    int taxonomy = 0;
    if (in.enterObjectIfAny()) {
      for (String name = in.nextMember(); name != null; name = in.nextMember()) {
        if (name.equals("segtax")) {
          taxonomy = in.integerOr(0);
        } else {
          in.skip();
        }
      }
    }
    return taxonomy;
  }

  private void readSegment(List<String> segments) {
    if (!in.enterObjectIfAny()) {
      return;
    }
    String segmentId = "";
    String segmentName = "";
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> segmentId = in.textOrEmpty();
        case "name" -> segmentName = in.textOrEmpty();
        default -> in.skip();
      }
    }
    String segment = segmentId.isEmpty() ? segmentName : segmentId;
    if (!segment.isEmpty() && segmentCount < MOST_SEGMENTS) {
      segmentCount++;
      segments.add(segment);
    }
  }

  private void readEid() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    String source = "";
    List<Eid> uids = new ArrayList<>(1);
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "source" -> source = in.lowerOrEmpty();
        case "uids" -> in.each(() -> readUid(uids));
        default -> in.skip();
      }
    }
    for (int i = 0; i < uids.size() && eids.size() < MOST && !source.isEmpty(); i++) {
      eids.add(new Eid(source, uids.get(i).id(), uids.get(i).type()));
    }
  }

  private void readUid(List<Eid> uids) {
    if (!in.enterObjectIfAny()) {
      return;
    }
    String uid = "";
    int type = 0;
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> uid = in.textOrEmpty();
        case "atype" -> type = in.integerOr(0);
        default -> in.skip();
      }
    }
    if (!uid.isEmpty()) {
      uids.add(new Eid("", uid, type));
    }
  }
}
