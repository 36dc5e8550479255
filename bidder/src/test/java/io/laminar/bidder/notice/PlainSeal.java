package io.laminar.bidder.notice;

import io.laminar.bidder.openrtb.NoticeUrl;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signatures of a {@link NoticeSeal} made plainly, of texts: what it is held against. */
public final class PlainSeal {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Mac mac;

  /** Signs with a key. */
  public PlainSeal(String key) throws GeneralSecurityException {
    mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
  }

  /** Signs a bid. */
  public NoticeSeal.Signed sign(Claim claim, boolean many) {
    String query = query(claim.particulars());
    String signed =
        String.join(
                "\n",
                claim.bidId(),
                claim.imp(),
                claim.campaignId(),
                claim.creativeId(),
                Long.toString(claim.second()),
                Long.toString(claim.highestMicros()),
                Long.toString(claim.user()))
            + query;
    byte[] hash = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    String fields =
        "&imp="
            + claim.imp()
            + "&at="
            + claim.second()
            + "&max="
            + claim.highestMicros()
            + (claim.user() == 0 ? "" : "&user=" + claim.user())
            + query
            + "&sig=";
    String multiplier = many ? "&multiplier=" + NoticeUrl.MULTIPLIER_MACRO : "";
    return new NoticeSeal.Signed(
        multiplier + fields + BASE64.encodeToString(Arrays.copyOf(hash, 16)),
        fields + BASE64.encodeToString(Arrays.copyOfRange(hash, 16, 32)));
  }

  private static String query(Particulars particulars) {
    String currency = particulars.tender().currency();
    return parameter("deal", UrlText.encoded(particulars.dealId()))
        + parameter("exchange", particulars.exchange())
        + parameter("cur", currency)
        + parameter("rate", currency.isEmpty() ? "" : "" + particulars.tender().nanos())
        + parameter(
            "draw",
            particulars.settledMillis() == 0 ? "" : "" + particulars.settledMillis() / 1_000)
        + parameter("markup", particulars.markup());
  }

  private static String parameter(String name, String value) {
    return value.isEmpty() ? "" : "&" + name + "=" + value;
  }
}
