package io.laminar.bidder.privacy;

import static io.laminar.bidder.privacy.Strings.VENDOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyGateTest {

  private static final List<Integer> PURPOSES = List.of(1, 2, 3, 4, 7);
  private static final String CONSENT = Strings.tcf(PURPOSES, List.of(28, VENDOR), true);

  private final PrivacyGate gate =
      new PrivacyGate(new PrivacyOptions(VENDOR, PURPOSES, true, 1_000));

  @Test
  void letsARequestWithoutAnySignalBePersonal() {
    assertThat(judge("'user':{'id':'u'}")).isEqualTo(Verdict.PERSONAL);
  }

  @Test
  void takesAConsentThatCoversAllPurposesAndTheVendor() {
    assertThat(judge(gdpr(CONSENT))).isEqualTo(Verdict.PERSONAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7})
  void refusesAConsentThatLacksOnePurpose(int purpose) {
    List<Integer> others = PURPOSES.stream().filter(any -> any != purpose).toList();

    assertThat(judge(gdpr(Strings.tcf(others, List.of(VENDOR), true))))
        .isEqualTo(Verdict.CONSENT_REFUSED);
  }

  @Test
  void refusesAConsentToOtherVendorsOnly() {
    assertThat(judge(gdpr(Strings.tcf(PURPOSES, List.of(1, 754, 756), true))))
        .isEqualTo(Verdict.CONSENT_REFUSED);
  }

  @Test
  void refusesEveryConsentWhileThisBidderIsNoVendor() {
    var unregistered = new PrivacyGate(new PrivacyOptions(0, PURPOSES, true, 10));

    assertThat(unregistered.judge(request(gdpr(CONSENT)))).isEqualTo(Verdict.CONSENT_REFUSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COwx",
        "x",
        "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA",
        "test_consent",
        "äöü",
        "....",
        "CPXxRfAPXxRfAAfKABENB",
        "-",
        "A.B.C",
      })
  void refusesWhatIsNoConsentOfVersionTwo(String consent) {
    assertThat(judge(gdpr(consent)))
        .isIn(Verdict.CONSENT_UNREADABLE, Verdict.CONSENT_REFUSED)
        .matches(verdict -> !verdict.isPersonal());
  }

  @Test
  void refusesAStringTooLongToBeOpened() {
    assertThat(judge(gdpr(CONSENT + ".".repeat(PrivacyGate.LONGEST))))
        .isEqualTo(Verdict.CONSENT_UNREADABLE);
  }

  @Test
  void neverThrowsAndNeverConsentsWhenAConsentIsDamaged() {
    long seed = Long.getLong("laminar.seed", 20_261_124L);
    System.out.println("damaged consents: seed " + seed);
    var random = new Random(seed);
    String gpp = Strings.gppOfUs("SaleOptOut", 1);
    for (int i = 0; i < 5_000; i++) {
      String cut = CONSENT.substring(0, random.nextInt(CONSENT.length() - 10));
      assertThat(judge(gdpr(cut)).isPersonal()).as(cut).isFalse();
      judge("'regs':{'gpp':'" + damaged(gpp, random) + "','gpp_sid':[7]}");
      judge(gdpr(damaged(CONSENT, random)));
    }
  }

  @ParameterizedTest
  @CsvSource({"DEU,NO_CONSENT", "GBR,NO_CONSENT", "CHE,NO_CONSENT", "USA,PERSONAL", "BRA,PERSONAL"})
  void presumesTheGdprInItsCountries(String country, Verdict expected) {
    String device = "'device':{'geo':{'country':'" + country + "'}}";

    assertThat(judge(device)).isEqualTo(expected);
    assertThat(judge(device + ",'regs':{'gdpr':0}")).isEqualTo(Verdict.PERSONAL);
  }

  @Test
  void readsAConsentOfUnknownOriginRatherThanIgnoreIt() {
    assertThat(judge("'user':{'id':'u','consent':'rubbish'}"))
        .isEqualTo(Verdict.CONSENT_UNREADABLE);
    assertThat(judge("'user':{'id':'u','consent':'" + CONSENT + "'}")).isEqualTo(Verdict.PERSONAL);
  }

  @Test
  void takesTheConsentOfTheEuropeanSection() {
    String granted = Strings.gppOfEurope(PURPOSES, List.of(VENDOR));
    String refused = Strings.gppOfEurope(PURPOSES, List.of());

    assertThat(judge(gpp(granted, 2))).isEqualTo(Verdict.PERSONAL);
    assertThat(judge(gpp(refused, 2))).isEqualTo(Verdict.GPP_REFUSED);
    assertThat(judge(gpp(refused, 2) + ",'user':{'id':'u','consent':'" + CONSENT + "'}"))
        .isEqualTo(Verdict.GPP_REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "SaleOptOut,2,PERSONAL",
    "SaleOptOut,0,PERSONAL",
    "SaleOptOut,1,GPP_REFUSED",
    "SaleOptOutNotice,2,GPP_REFUSED",
    "SharingOptOut,1,GPP_REFUSED",
    "TargetedAdvertisingOptOut,1,GPP_REFUSED",
    "TargetedAdvertisingOptOut,2,PERSONAL",
    "MspaServiceProviderMode,1,GPP_REFUSED",
  })
  void readsTheNationalSectionOfTheUs(String field, int value, Verdict expected) {
    assertThat(judge(gpp(Strings.gppOfUs(field, value), 7))).isEqualTo(expected);
  }

  @Test
  void refusesKnownChildrenAndTheGlobalControlInTheUs() {
    assertThat(judge(gpp(Strings.gppOfUs("KnownChildSensitiveDataConsents", List.of(0, 2, 0)), 7)))
        .isEqualTo(Verdict.GPP_REFUSED);
    assertThat(judge(gpp(Strings.gppOfUs("Gpc", true), 7))).isEqualTo(Verdict.GPP_REFUSED);
  }

  @Test
  void refusesASectionThatAppliesAndIsNotThere() {
    String us = Strings.gppOfUs("SaleOptOut", 2);

    assertThat(judge(gpp(us, 8))).isEqualTo(Verdict.GPP_UNREADABLE);
    assertThat(judge("'regs':{'gpp_sid':[7]}")).isEqualTo(Verdict.GPP_UNREADABLE);
    assertThat(judge("'regs':{'gpp_sid':[-1]}")).isEqualTo(Verdict.PERSONAL);
    assertThat(judge("'regs':{'gpp':'" + us + "','gpp_sid':[-1]}")).isEqualTo(Verdict.PERSONAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"header~1YNN", "DBAA~", "~", "DBABMA~~~", "rubbish", "DBABLA~BVQq"})
  void refusesGppStringsThatCannotBeRead(String text) {
    assertThat(judge("'regs':{'gpp':'" + text + "','gpp_sid':[6]}"))
        .isEqualTo(Verdict.GPP_UNREADABLE);
  }

  @Test
  void readsTheUsPrivacySectionOfAGppString() {
    assertThat(judge("'regs':{'gpp':'DBABTA~1YNN','gpp_sid':[6]}")).isEqualTo(Verdict.PERSONAL);
    assertThat(judge("'regs':{'gpp':'DBABTA~1YYN','gpp_sid':[6]}")).isEqualTo(Verdict.GPP_REFUSED);
  }

  @Test
  void leavesOnlyRoughlyWhereWithoutConsentToTheExactPlace() {
    String coarse = Strings.tcf(PURPOSES, List.of(VENDOR), false);
    BidRequest request =
        request(
            gdpr(coarse)
                + ",'device':{'ifa':'i','geo':{'country':'DEU','lat':52.520008,'lon':13.404954}}");

    Verdict verdict = gate.judge(request);
    BidRequest reduced = verdict.apply(request);

    assertThat(verdict).isEqualTo(Verdict.PERSONAL_COARSE);
    assertThat(reduced.device().geo().latMicros()).isEqualTo(52_520_000);
    assertThat(reduced.device().geo().lonMicros()).isEqualTo(13_400_000);
    assertThat(reduced.profileId()).isEqualTo("u");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'regs':{'coppa':1}",
        "'regs':{'gdpr':1}",
        "'regs':{'us_privacy':'1YYN'}",
        "'regs':{'ext':{'gpc':'1'}}",
        "'regs':{'gpp':7}",
        "'regs':{'gpp':'a','ext':{'gpp':'b'}}",
        "'regs':{'gpp_sid':['x']}",
        "'regs':{'gdpr':0,'gpp_sid':[2]}",
      })
  void leavesNothingOfOnePersonInARequestThatIsNotPersonal(String regs) {
    BidRequest request =
        request(
            regs
                + """
                ,'user':{'id':'u','buyeruid':'b','consent':'x','geo':{'lat':1.23456,'lon':2},
                  'data':[{'id':'d','segment':[{'id':'s'}]}],
                  'eids':[{'source':'e','uids':[{'id':'x'}]}]},
                'device':{'ifa':'i','ip':'203.0.113.7','geo':{'lat':1.23456,'lon':2}}
                """);

    BidRequest reduced = gate.judge(request).apply(request);

    assertThat(reduced.isPersonal()).isFalse();
    assertThat(reduced.profileId()).isEmpty();
    assertThat(reduced.user().id()).isEmpty();
    assertThat(reduced.user().buyerId()).isEmpty();
    assertThat(reduced.user().data()).isEmpty();
    assertThat(reduced.user().eids()).isEmpty();
    assertThat(reduced.user().geo().latMicros()).isEqualTo(1_230_000);
    assertThat(reduced.device().advertisingId()).isEmpty();
    assertThat(reduced.device().network()).isZero();
    assertThat(reduced.device().geo().latMicros()).isEqualTo(1_230_000);
  }

  private static String damaged(String text, Random random) {
    var damaged = new StringBuilder(text);
    for (int times = 1 + random.nextInt(6); times > 0; times--) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(3)) {
        case 0 -> damaged.setCharAt(at, (char) ('-' + random.nextInt(80)));
        case 1 -> damaged.deleteCharAt(at);
        default -> damaged.insert(at, "~.A_".charAt(random.nextInt(4)));
      }
    }
    return damaged.toString().replace("'", "").replace("\\", "");
  }

  private static String gdpr(String consent) {
    return "'regs':{'gdpr':1},'user':{'id':'u','consent':'" + consent + "'}";
  }

  private static String gpp(String text, int section) {
    return "'regs':{'gpp':'" + text + "','gpp_sid':[" + section + "]}";
  }

  private Verdict judge(String members) {
    return gate.judge(request(members));
  }

  private static BidRequest request(String members) {
    String json = "{'id':'1','imp':[{'id':'1'}]," + members + "}";
    return BidRequestParser.parse(Buffer.buffer(json.replace('\'', '"')));
  }
}
