package io.laminar.bidder.notice;

import io.laminar.bidder.openrtb.NoticeUrl;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what a bid's notices say, and knows its own signature again.
 *
 * <p>One HMAC-SHA256 (RFC 2104) for each bid, over the ids of bid, imp, campaign and creative, the
 * second of the bid, the highest price that it may be billed for, and the user's number. Its first
 * half signs what the exchange gets to see (win, bill, loss), its second half what a browser gets
 * to see (click): either half of a keyed hash tells nothing about the other, so nobody makes a bill
 * of a click. The price itself is the exchange's macro and cannot be signed; it is bounded.
 *
 * <p>Not thread-safe: one for each event loop.
 */
public final class NoticeSeal {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int HALF_BYTES = 16;
  private static final int LONGEST_IMP = 64;
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final List<Mac> macs = new ArrayList<>();
  private final Mac users;

  /** What the two kinds of notices carry besides the creative, as the end of a URL's query. */
  public record Signed(String exchange, String browser) {}

  /**
   * What is signed.
   *
   * @param imp as {@link #shortened}
   * @param second of the bid, since the epoch
   * @param highestMicros the price of the bid: millionths for a thousand impressions
   * @param user the user's number, or 0: see {@link #userNumber}
   */
  record Claim(
      String bidId,
      String imp,
      String campaignId,
      String creativeId,
      long second,
      long highestMicros,
      long user) {

    private byte[] bytes() {
      return (bidId
              + '\n'
              + imp
              + '\n'
              + campaignId
              + '\n'
              + creativeId
              + '\n'
              + second
              + '\n'
              + highestMicros
              + '\n'
              + user)
          .getBytes(StandardCharsets.US_ASCII);
    }
  }

  public NoticeSeal(NoticeKeys keys) {
    try {
      for (byte[] key : keys.all()) {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(key, ALGORITHM));
        macs.add(mac);
      }
      users = Mac.getInstance(ALGORITHM);
      byte[] oldest = keys.all().get(keys.all().size() - 1);
      users.init(new SecretKeySpec(oldest, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /**
   * Signs a bid.
   *
   * @param bidId, campaignId, creativeId letters, digits, dots, dashes and underscores
   * @param impId any text
   * @param highestMicros the most that may be billed: the price of the bid, times the people who
   *     see it at once
   * @param many whether these are more than one, so that the exchange should tell how many
   * @param user the user's number, or 0
   */
  public Signed sign(
      String bidId,
      String impId,
      String campaignId,
      String creativeId,
      long highestMicros,
      boolean many,
      long user,
      long nowMillis) {
    var claim =
        new Claim(
            bidId,
            shortened(impId),
            campaignId,
            creativeId,
            nowMillis / 1_000,
            highestMicros,
            user);
    byte[] hash = macs.get(0).doFinal(claim.bytes());
    String fields = fields(claim);
    String ofExchange =
        many ? '&' + NoticeUrl.MULTIPLIER + '=' + NoticeUrl.MULTIPLIER_MACRO + fields : fields;
    return new Signed(
        ofExchange + BASE64.encodeToString(Arrays.copyOf(hash, HALF_BYTES)),
        fields + BASE64.encodeToString(Arrays.copyOfRange(hash, HALF_BYTES, 2 * HALF_BYTES)));
  }

  private static String fields(Claim claim) {
    var text = new StringBuilder(128);
    text.append('&').append(NoticeUrl.IMP).append('=').append(claim.imp());
    text.append('&').append(NoticeUrl.SECOND).append('=').append(claim.second());
    text.append('&').append(NoticeUrl.HIGHEST).append('=').append(claim.highestMicros());
    if (claim.user() != 0) {
      text.append('&').append(NoticeUrl.USER).append('=').append(claim.user());
    }
    return text.append('&').append(NoticeUrl.SIGNATURE).append('=').toString();
  }

  /** True if one of the keys signed this. */
  boolean isSigned(Claim claim, boolean byBrowser, String signature) {
    byte[] given;
    try {
      given = Base64.getUrlDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      return false;
    }
    byte[] message = claim.bytes();
    boolean signed = false;
    for (Mac mac : macs) {
      byte[] hash = mac.doFinal(message);
      int from = byBrowser ? HALF_BYTES : 0;
      signed |= MessageDigest.isEqual(Arrays.copyOfRange(hash, from, from + HALF_BYTES), given);
    }
    return signed;
  }

  /**
   * A number for a user that tells nothing about the id to whoever does not have the key; the same
   * in all bidders that share it. Never 0. The oldest key makes it, so that it stays when a new key
   * is put first.
   */
  public long userNumber(String userId) {
    byte[] hash = users.doFinal(("user\n" + userId).getBytes(StandardCharsets.UTF_8));
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << Byte.SIZE | hash[i] & 0xff;
    }
    return number == 0 ? 1 : number;
  }

  /**
   * An imp's id as it stands in a URL: what is not a letter, digit, dot, dash or underscore as
   * {@code %XX} of its UTF-8; not more than {@value #LONGEST_IMP} characters of the id.
   */
  static String shortened(String impId) {
    String id = impId.length() > LONGEST_IMP ? impId.substring(0, LONGEST_IMP) : impId;
    if (isPlain(id)) {
      return id;
    }
    var text = new StringBuilder();
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isPlain(c)) {
        text.append(c);
      } else {
        text.append('%').append(HEX[c >> 4]).append(HEX[c & 0xf]);
      }
    }
    return text.toString();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPlain(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '-'
        || c == '_';
  }
}
