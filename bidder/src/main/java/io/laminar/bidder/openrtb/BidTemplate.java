package io.laminar.bidder.openrtb;

/** A creative's share of a response, made once. Immutable. */
public final class BidTemplate {

  /** Seconds between the auction and the impression after which a bid is void. */
  public static final int EXPIRY_SECONDS = 300;

  private final Ad ad;
  private final byte[] members;
  private final byte[] query;

  public BidTemplate(Ad ad) {
    this.ad = ad;
    this.members = members(ad).toBytes();
    this.query =
        JsonOut.bytesOf(
            '&'
                + NoticeUrl.CAMPAIGN
                + '='
                + ad.campaignId()
                + '&'
                + NoticeUrl.CREATIVE
                + '='
                + ad.creativeId());
  }

  public Ad ad() {
    return ad;
  }

  /** The members that do not depend on the request, each with a comma before it. */
  byte[] members() {
    return members;
  }

  /** The part of every notice's query that names the creative. */
  byte[] query() {
    return query;
  }

  private static JsonOut members(Ad ad) {
    var out = new JsonOut();
    out.ascii(",\"adomain\":[").string(ad.domain());
    out.ascii("]");
    if (!ad.bundle().isEmpty()) {
      out.ascii(",\"bundle\":").string(ad.bundle()); // what bapp is checked against
    }
    out.ascii(",\"cid\":").string(ad.campaignId());
    out.ascii(",\"crid\":").string(ad.creativeId());
    if (!ad.categories().isEmpty()) {
      out.ascii(",\"cat\":[");
      for (int i = 0; i < ad.categories().size(); i++) {
        out.ascii(i == 0 ? "" : ",").string(ad.categories().get(i));
      }
      out.ascii("]");
    }
    if (!ad.attributes().isEmpty()) {
      out.ascii(",\"attr\":[");
      for (int i = 0; i < ad.attributes().size(); i++) {
        out.ascii(i == 0 ? "" : ",").number(ad.attributes().get(i));
      }
      out.ascii("]");
    }
    out.ascii(",\"mtype\":").number(ad.type().code());
    if (ad.size().isKnown()) {
      out.ascii(",\"w\":").number(ad.size().w()).ascii(",\"h\":").number(ad.size().h());
    }
    if (ad.durationSeconds() > 0) {
      out.ascii(",\"dur\":").number(ad.durationSeconds());
    }
    return out.ascii(",\"exp\":").number(EXPIRY_SECONDS);
  }
}
