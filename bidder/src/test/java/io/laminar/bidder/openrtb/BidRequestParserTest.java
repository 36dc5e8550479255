package io.laminar.bidder.openrtb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class BidRequestParserTest {

  @Test
  void readsTheFieldsThatAreUsed() {
    BidRequest request =
        parse(
            """
            {'id':'r1','at':1,'tmax':120,'test':1,'cur':['USD','EUR'],'cattax':2,
             'bcat':['iab25'],'badv':['Ads.Example'],'wseat':['s1'],'bseat':['s2'],
             'site':{'domain':'News.example','cat':['IAB12'],'pagecat':['IAB12-2']},
             'device':{'ua':'Mozilla','os':'Linux','devicetype':2,'ifa':'IFA','dnt':0,
                       'geo':{'country':'DEU','lat':1.5}},
             'user':{'id':'u1','buyeruid':'b1','consent':'CPx'},
             'regs':{'coppa':0,'gdpr':1,'us_privacy':'1YNN'},
             'imp':[{'id':'1','bidfloor':0.25,'bidfloorcur':'eur','secure':1,
               'pmp':{'private_auction':1,'deals':[{'id':'d1','bidfloor':2,'wseat':['s1']}]},
               'banner':{'w':300,'h':250,'format':[{'w':728,'h':90}],'battr':[13],'btype':[4]}}]}
            """);

    assertThat(request.id()).isEqualTo("r1");
    assertThat(request.auctionType()).isEqualTo(1);
    assertThat(request.tmaxMillis()).isEqualTo(120);
    assertThat(request.test()).isTrue();
    assertThat(request.currencies()).containsExactly("USD", "EUR");
    assertThat(request.categoryTaxonomy()).isEqualTo(2);
    assertThat(request.blockedCategories()).containsExactly("IAB25");
    assertThat(request.blockedDomains()).containsExactly("ads.example");
    assertThat(request.allowedSeats()).containsExactly("s1");
    assertThat(request.blockedSeats()).containsExactly("s2");
    assertThat(request.inventory())
        .isEqualTo(
            new Inventory(
                Inventory.Kind.SITE,
                "",
                "news.example",
                "",
                "",
                "",
                1,
                List.of("IAB12", "IAB12-2")));
    assertThat(request.device())
        .isEqualTo(
            new Device(
                2,
                "linux",
                "",
                "",
                "",
                "",
                0,
                new Geo("DEU", "", "", 1_500_000, Geo.UNKNOWN_NUMBER, Geo.UNKNOWN_NUMBER),
                "IFA",
                false,
                0));
    assertThat(request.user())
        .isEqualTo(new User("u1", "b1", Geo.UNKNOWN, "CPx", List.of(), List.of()));
    assertThat(request.regs())
        .isEqualTo(new Regs(false, Regs.Gdpr.APPLIES, false, "", List.of(), false));
    assertThat(request.imps())
        .containsExactly(
            new Imp(
                "1",
                new Banner(
                    List.of(new Size(728, 90), new Size(300, 250)),
                    null,
                    List.of(),
                    List.of(4),
                    List.of(13),
                    0,
                    List.of()),
                null,
                null,
                null,
                new Floor(250_000, "EUR"),
                true,
                false,
                false,
                true,
                List.of(
                    new Deal(
                        "d1",
                        new Floor(2_000_000, "USD"),
                        LengthFloors.NONE,
                        0,
                        List.of("s1"),
                        List.of())),
                0,
                Imp.ONE_IMPRESSION));
  }

  @Test
  void readsVideoAndAudio() {
    Imp imp =
        imp(
            """
            {'id':'1','video':{'mimes':['VIDEO/MP4'],'protocols':[2,3],'protocol':5,'protocol':7,
              'minduration':5,'maxduration':30,'poddur':20,'linearity':2,'battr':[1],
              'mincpmpersec':0.5,'durfloors':[{'mindur':'6','bidfloor':'2.5'},
                {'maxdur':5.0,'mindur':null,'bidfloor':1,'ext':{}},null,{'maxdur':0,'bidfloor':3}]},
             'audio':{'mimes':'audio/mpeg','rqddurs':[15,30],'maxduration':0}}
            """);

    assertThat(imp.video().mimes()).containsExactly("video/mp4");
    assertThat(imp.video().protocols()).containsExactly(2, 3, 7);
    assertThat(imp.video().minDuration()).isEqualTo(5);
    assertThat(imp.video().maxDuration()).isEqualTo(20);
    assertThat(imp.video().linear()).isFalse();
    assertThat(imp.video().floors().microsPerSecond()).isEqualTo(500_000);
    assertThat(imp.video().floors().ranges())
        .containsExactly(
            new LengthFloors.Range(6, Integer.MAX_VALUE, 2_500_000),
            new LengthFloors.Range(Integer.MIN_VALUE, 5, 1_000_000),
            new LengthFloors.Range(Integer.MIN_VALUE, Integer.MAX_VALUE, 3_000_000));
    assertThat(imp.video().blockedAttributes()).containsExactly(1);
    assertThat(imp.audio().mimes()).containsExactly("audio/mpeg");
    assertThat(imp.audio().maxDuration()).isEqualTo(Integer.MAX_VALUE);
    assertThat(imp.audio().requiredDurations()).containsExactly(15, 30);
    assertThat(imp.audio().pod()).isNull();
  }

  @Test
  void readsTheNativeRequestInsideItsString() {
    Imp imp =
        imp(
            """
            {'id':'1','native':{'battr':[3],'request':'{\\"native\\":{\\"assets\\":[
              {\\"id\\":4,\\"required\\":1,\\"title\\":{\\"len\\":25}},
              {\\"id\\":5,\\"img\\":{\\"type\\":3,\\"w\\":180,\\"wmin\\":0,\\"h\\":120,
                \\"mimes\\":[\\"image/PNG\\",\\"image/gif\\"]}}]}}'}}
            """
                .replace("\n", " "));

    assertThat(imp.nativeAd().blockedAttributes()).containsExactly(3);
    assertThat(imp.nativeAd().assets())
        .containsExactly(
            new NativeRequest.Asset(
                4,
                true,
                NativeRequest.Kind.TITLE,
                0,
                25,
                new Size(0, 0),
                new Size(Integer.MAX_VALUE, Integer.MAX_VALUE),
                List.of()),
            new NativeRequest.Asset(
                5,
                false,
                NativeRequest.Kind.IMAGE,
                3,
                Integer.MAX_VALUE,
                new Size(0, 120),
                new Size(Integer.MAX_VALUE, 120),
                List.of("image/png", "image/gif")));
  }

  @Test
  void leavesOutANativeRequestThatCannotBeUnderstood() {
    Imp imp = imp("{'id':'1','banner':{},'native':{'request':'{\\\"assets\\\":[{'}}");

    assertThat(imp.nativeAd()).isNull();
    assertThat(imp.banner()).isNotNull();
  }

  @Test
  void forgivesNumbersInQuotesAndWholeNumbersWithAFraction() {
    BidRequest request =
        parse(
            "{'id':7,'tmax':'90','at':'1','imp':[{'id':12,'bidfloor':'1.5',"
                + "'banner':{'w':'300','h':250.0}}]}");

    assertThat(request.id()).isEqualTo("7");
    assertThat(request.tmaxMillis()).isEqualTo(90);
    assertThat(request.auctionType()).isEqualTo(1);
    assertThat(request.imps().get(0).id()).isEqualTo("12");
    assertThat(request.imps().get(0).floor()).isEqualTo(new Floor(1_500_000, "USD"));
    assertThat(request.imps().get(0).banner().sizes()).containsExactly(new Size(300, 250));
  }

  @Test
  void forgivesNullsSingleValuesAndEmptyListsForObjects() {
    BidRequest request =
        parse(
            "{'id':'1','cur':'usd','bcat':null,'device':null,'user':[],'regs':[],"
                + "'imp':[{'id':'1','banner':null,'bidfloor':null,'pmp':[],'video':[]}]}");

    assertThat(request.currencies()).containsExactly("USD");
    assertThat(request.blockedCategories()).isEmpty();
    assertThat(request.device()).isEqualTo(Device.UNKNOWN);
    assertThat(request.user()).isEqualTo(User.UNKNOWN);
    assertThat(request.isPersonal()).isTrue();
    assertThat(request.imps().get(0).banner()).isNull();
    assertThat(request.imps().get(0).floor().micros()).isZero();
  }

  @Test
  void ignoresWhatItDoesNotKnow() {
    BidRequest request =
        parse("{'ext':{'a':[1,{'b':null}]},'id':'1','source':7,'imp':[{'x':[],'id':'1'}]}");

    assertThat(request.imps()).hasSize(1);
    assertThat(request.inventory()).isEqualTo(Inventory.UNKNOWN);
  }

  @Test
  void takesAlphaTwoCountriesAndForgetsUnknownOnes() {
    assertThat(parse(request("'device':{'geo':{'country':'us'}}")).country()).isEqualTo("USA");
    assertThat(
            parse(request("'device':{'geo':{'country':'??'}},'user':{'geo':{'country':'FRA'}}"))
                .country())
        .isEqualTo("FRA");
  }

  @Test
  void takesTheOlderBannerRange() {
    Banner banner = imp("{'id':'1','banner':{'w':300,'h':250,'wmax':336,'hmax':280}}").banner();

    assertThat(banner.sizes()).isEmpty();
    assertThat(banner.range().contains(336, 280)).isTrue();
    assertThat(banner.range().contains(300, 250)).isTrue();
    assertThat(banner.range().contains(320, 480)).isFalse();
  }

  @Test
  void takesTheConsentOfBeforeTwoSix() {
    BidRequest request = parse(request("'user':{'ext':{'consent':'COld'}}"));

    assertThat(request.user().consent()).isEqualTo("COld");
  }

  @Test
  void readsABufferLikeItsBytes() {
    String text = "{\"id\":\"1\",\"imp\":[{\"id\":\"a\"}]}";

    assertThat(BidRequestParser.parse(Buffer.buffer(text)))
        .isEqualTo(BidRequestParser.parse(text.getBytes()));
  }

  private static String request(String members) {
    return "{'id':'1','imp':[{'id':'1'}]," + members + "}";
  }

  private static Imp imp(String imp) {
    return parse("{'id':'1','imp':[" + imp + "]}").imps().get(0);
  }

  private static BidRequest parse(String json) {
    return BidRequestParser.parse(Buffer.buffer(json.replace('\'', '"')));
  }
}
