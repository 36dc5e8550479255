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
import javax.crypto.ShortBufferException;
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
  private static final byte[] USER = "user\n".getBytes(StandardCharsets.US_ASCII);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final List<Mac> macs = new ArrayList<>();
  private final Mac users;
  private final NoticeText text = new NoticeText();
  private final byte[] hash = new byte[2 * HALF_BYTES];
  private final byte[] half = new byte[HALF_BYTES];
  private final byte[] encodedHalf = new byte[22];

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
    claim.writeSigned(text.cutTo(0));
    hash(macs.get(0));
    text.cutTo(0);
    if (many) {
      text.parameter(NoticeUrl.MULTIPLIER, NoticeUrl.MULTIPLIER_MACRO);
    }
    int fields = text.length();
    writeFields(claim);
    int signature = text.length();
    String ofExchange = addHalf(0).from(0);
    text.cutTo(signature);
    return new Signed(ofExchange, addHalf(HALF_BYTES).from(fields));
  }

  private void writeFields(Claim claim) {
    text.add('&').add(NoticeUrl.IMP).add('=').add(claim.imp());
    text.parameter(NoticeUrl.SECOND, claim.second());
    text.parameter(NoticeUrl.HIGHEST, claim.highestMicros());
    if (claim.user() != 0) {
      text.parameter(NoticeUrl.USER, claim.user());
    }
    claim.particulars().write(text);
    text.add('&').add(NoticeUrl.SIGNATURE).add('=');
  }

  /** Hashes the text into {@link #hash}. */
  private void hash(Mac mac) {
    text.update(mac);
    finish(mac);
  }

  private void finish(Mac mac) {
    try {
      mac.doFinal(hash, 0);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("a hash has " + hash.length + " bytes", e);
    }
  }

  private NoticeText addHalf(int from) {
    System.arraycopy(hash, from, half, 0, HALF_BYTES);
    return text.add(encodedHalf, BASE64.encode(half, encodedHalf));
  }

  /** True if one of the keys signed this. */
  boolean isSigned(Claim claim, boolean byBrowser, String signature) {
    byte[] given;
    try {
      given = Base64.getUrlDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      return false;
    }
    claim.writeSigned(text.cutTo(0));
    boolean signed = false;
    for (Mac mac : macs) {
      hash(mac);
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
    users.update(USER);
    users.update(userId.getBytes(StandardCharsets.UTF_8));
    finish(users);
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << Byte.SIZE | hash[i] & 0xff;
    }
    return number == 0 ? 1 : number;
  }
}
