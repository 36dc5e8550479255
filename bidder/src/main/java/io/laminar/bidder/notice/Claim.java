package io.laminar.bidder.notice;

/**
 * What a bid's notices say of it, and what is signed.
 *
 * @param bidId letters, digits, dots, dashes and underscores, as of campaign and creative
 * @param imp as it stands in a URL: see {@link #imp}
 * @param second of the bid, since the epoch
 * @param highestMicros the most that may be billed, and what was reserved: the price of the bid in
 *     the campaigns' currency, in millionths for a thousand impressions, times the people who see
 *     it at once
 * @param user the user's number, or 0: see {@link NoticeSeal#userNumber}
 */
public record Claim(
    String bidId,
    String imp,
    String campaignId,
    String creativeId,
    long second,
    long highestMicros,
    long user,
    Particulars particulars) {

  private static final int LONGEST_IMP = 64;

  /** An imp's id as it stands in a URL; not more than {@value #LONGEST_IMP} characters of it. */
  public static String imp(String impId) {
    return UrlText.encoded(impId.length() > LONGEST_IMP ? impId.substring(0, LONGEST_IMP) : impId);
  }

  /** Writes what is signed. */
  void writeSigned(NoticeText text) {
    text.add(bidId).add('\n').add(imp).add('\n').add(campaignId).add('\n').add(creativeId);
    text.add('\n').add(second).add('\n').add(highestMicros).add('\n').add(user);
    particulars.write(text);
  }
}
