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
 * <p>One HMAC-SHA256 (RFC 2104) for each bid, over all that its notices say of it ({@link Claim}).
 * Its first half signs what the exchange gets to see (win, bill, loss), its second half what a
 * browser gets to see (click): either half of a keyed hash tells nothing about the other, so nobody
 * makes a bill of a click. The price itself is the exchange's macro and cannot be signed; it is
 * bounded.
 *
 * <p>Not thread-safe: one for each event loop.
 */
public final class NoticeSeal {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int HALF_BYTES = 16;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final List<Mac> macs = new ArrayList<>();
  private final Mac users;

  /** What the two kinds of notices carry besides the creative, as the end of a URL's query. */
  public record Signed(String exchange, String browser) {}

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
   * @param many whether more than one may see it at once, so that the exchange should tell how many
   */
  public Signed sign(Claim claim, boolean many) {
    String query = claim.particulars().query();
    byte[] hash = macs.get(0).doFinal(claim.bytes(query));
    String fields = fields(claim, query);
    String ofExchange =
        many ? '&' + NoticeUrl.MULTIPLIER + '=' + NoticeUrl.MULTIPLIER_MACRO + fields : fields;
    return new Signed(
        ofExchange + BASE64.encodeToString(Arrays.copyOf(hash, HALF_BYTES)),
        fields + BASE64.encodeToString(Arrays.copyOfRange(hash, HALF_BYTES, 2 * HALF_BYTES)));
  }

  private static String fields(Claim claim, String query) {
    var text = new StringBuilder(160);
    text.append('&').append(NoticeUrl.IMP).append('=').append(claim.imp());
    text.append('&').append(NoticeUrl.SECOND).append('=').append(claim.second());
    text.append('&').append(NoticeUrl.HIGHEST).append('=').append(claim.highestMicros());
    if (claim.user() != 0) {
      text.append('&').append(NoticeUrl.USER).append('=').append(claim.user());
    }
    return text.append(query).append('&').append(NoticeUrl.SIGNATURE).append('=').toString();
  }

  /** True if one of the keys signed this. */
  boolean isSigned(Claim claim, boolean byBrowser, String signature) {
    byte[] given;
    try {
      given = Base64.getUrlDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      return false;
    }
    byte[] message = claim.bytes(claim.particulars().query());
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
}
