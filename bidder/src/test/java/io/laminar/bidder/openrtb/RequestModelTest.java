package io.laminar.bidder.openrtb;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of OpenRTB 2.6 beyond the plain banner, and where 2.5 keeps them. */
class RequestModelTest {

  @Test
  void readsTheDeviceAndWhereItIs() {
    Device device =
        parse(
                """
                'device':{'devicetype':4,'os':'iOS','osv':'17.1','make':'Apple','model':'iPhone15,2',
                  'language':'en-US','connectiontype':2,'ifa':'A-1',
                  'geo':{'country':'us','region':'us-ca','city':'San José','lat':'37.338','lon':-121.886,
                    'utcoffset':-480}}
                """)
            .device();

    assertThat(device)
        .isEqualTo(
            new Device(
                4,
                "ios",
                "17.1",
                "apple",
                "iphone15,2",
                "en",
                2,
                new Geo("USA", "CA", "san josé", 37_338_000, -121_886_000, -480),
                "A-1",
                false,
                0));
  }

  @Test
  void fillsWhatTheDeviceDoesNotSayFromItsClientHints() {
    String hints =
        "'sua':{'platform':{'brand':'Android','version':['13','0']},'mobile':1,'model':'Pixel 7'}";

    for (String device : List.of(hints, "'ext':{" + hints + "}")) {
      Device read = parse("'device':{" + device + "}").device();
      assertThat(read.os()).isEqualTo("android");
      assertThat(read.osVersion()).isEqualTo("13.0");
      assertThat(read.model()).isEqualTo("pixel 7");
      assertThat(read.type()).isEqualTo(1);
    }
    assertThat(parse("'device':{'os':'Tizen','devicetype':3," + hints + "}").device().os())
        .isEqualTo("tizen");
    assertThat(parse("'device':{'sua':{'mobile':0}}").device().type()).isEqualTo(2);
    assertThat(parse("'device':{'sua':'nonsense'}").device()).isEqualTo(Device.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "ip, 203.0.113.77, 13303921",
    "ip, 255.255.255.255, 16777215",
    "ip, 203.0.113, 0",
    "ip, 203.0.113.256, 0",
    "ip, 203.0.113.x, 0",
    "ip, '', 0",
    "ipv6, 2001:db8:1:2:3:4:5:6, 35188897218561",
    "ipv6, 2001:db8::7, 35188897218560",
    "ipv6, ::1, 0",
    "ipv6, 20011:db8:1::, 0",
    "ipv6, zz::1, 0",
  })
  void keepsOnlyTheNetworkOfAnAddress(String field, String address, long network) {
    Device device = parse("'device':{'" + field + "':'" + address + "'}").device();

    assertThat(device.network()).isEqualTo(network);
    assertThat(device.toString()).doesNotContain(".77").doesNotContain(":6");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'lat':91,'lon':0",
        "'lat':0,'lon':0",
        "'lat':'north','lon':1",
        "'lat':null,'lon':1",
        "'lat':{},'lon':[]",
        "'lat':1e99,'lon':1",
        "'lat':1.2.3",
        "'lon':5",
      })
  void knowsNoPointWhereThereIsNone(String point) {
    // 1.2.3 is no JSON at all, so it stands in quotes
    String json = point.replace("1.2.3", "'1.2.3'");

    assertThat(parse("'device':{'geo':{" + json + "}}").geo().hasPoint()).isFalse();
  }

  @Test
  void takesTheUsersPlaceWhereTheDeviceHasNone() {
    assertThat(parse("'user':{'geo':{'country':'FRA','utcoffset':60}}").geo().utcOffsetMinutes())
        .isEqualTo(60);
    assertThat(
            parse("'user':{'geo':{'country':'FRA'}},'device':{'geo':{'country':'DEU'}}").country())
        .isEqualTo("DEU");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000-0000-0000-0000-000000000000", "", "0"})
  void takesAnIdOfZerosForNone(String id) {
    assertThat(parse("'device':{'ifa':'" + id + "'}").profileId()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,true", "2,true", "0,false", "3,false", "'\"x\"',true"})
  void hearsWhatAppTrackingTransparencySays(String status, boolean limited) {
    assertThat(parse("'device':{'ext':{'atts':" + status + "}}").device().limited())
        .isEqualTo(limited);
  }

  @Test
  void readsSegmentsAndIdentitiesInBothPlaces() {
    String eids = "'eids':[{'source':'ID5-sync.com','uids':[{'id':'a','atype':1},{'id':'b'}]}]";
    String data =
        "'data':[{'id':'dmp','ext':{'segtax':4},'segment':[{'id':'7'},{'name':'cars'},{}]},{}]";

    for (String user : List.of(eids, "'ext':{" + eids + "}")) {
      User read = parse("'user':{" + data + "," + user + "}").user();
      assertThat(read.eids())
          .containsExactly(new Eid("id5-sync.com", "a", 1), new Eid("id5-sync.com", "b", 0));
      assertThat(read.data()).containsExactly(new UserData("dmp", 4, List.of("7", "cars")));
    }
  }

  @Test
  void readsTheSupplyChainInAllItsPlaces() {
    String chain =
        "'schain':{'complete':1,'ver':'1.0','nodes':[{'asi':'SSP.example','sid':'7','hp':1}]}";
    var expected = new SupplyChain(true, List.of(new SupplyChain.Node("ssp.example", "7")));

    for (String place :
        List.of(
            "'source':{" + chain + "}",
            "'source':{'ext':{" + chain + "}}",
            "'ext':{" + chain + "}")) {
      assertThat(parse(place).supplyChain()).isEqualTo(expected);
    }
    assertThat(parse("'source':{'tid':'x'}").supplyChain().isKnown()).isFalse();
  }

  @Test
  void readsSiteAndContent() {
    Inventory site =
        parse(
                """
                'site':{'id':'s','page':'https://News.Example:8080/a?b','cat':['iab1'],
                  'publisher':{'id':'p'},'content':{'language':'DE','cat':['IAB2'],'cattax':1}}
                """)
            .inventory();

    assertThat(site.id()).isEqualTo("s");
    assertThat(site.domain()).as("of the page").isEqualTo("news.example");
    assertThat(site.publisherId()).isEqualTo("p");
    assertThat(site.language()).isEqualTo("de");
    assertThat(site.categories()).containsExactly("IAB1", "IAB2");
    assertThat(parse("'dooh':{'id':'d'}").inventory().kind()).isEqualTo(Inventory.Kind.DOOH);
  }

  @Test
  void keepsCategoriesOfOneTaxonomyOnly() {
    Inventory site =
        parse("'site':{'cat':['IAB1'],'content':{'cat':['483'],'cattax':6}}").inventory();

    assertThat(site.categories()).containsExactly("IAB1");
    assertThat(site.categoryTaxonomy()).isEqualTo(1);
    assertThat(
            parse("'site':{'content':{'cat':['483'],'cattax':6}}").inventory().categoryTaxonomy())
        .isEqualTo(6);
  }

  @Test
  void takesTheFirstOfDealsWithOneId() {
    String many =
        IntStream.range(0, 40)
            .mapToObj(i -> "{'id':'d" + i % 20 + "','bidfloor':" + (i + 1) + "}")
            .collect(joining(","));

    List<Deal> deals = imp("'pmp':{'deals':[" + many + "]}").deals();

    assertThat(deals).hasSize(20);
    assertThat(deals.get(19))
        .isEqualTo(imp("'pmp':{'deals':{'id':'d19','bidfloor':20}}").deals().get(0));
  }

  @Test
  void leavesOutSegmentsBeyondTheFirstThousand() {
    String segments =
        IntStream.range(0, 600).mapToObj(i -> "{'id':'" + i + "'}").collect(joining(","));
    String provider = "{'id':'p','segment':[" + segments + "]}";

    User user = parse("'user':{'data':[" + provider + "," + provider + "]}").user();

    assertThat(user.data()).extracting(data -> data.segments().size()).containsExactly(600, 400);
  }

  @Test
  void readsPodsOfEachKind() {
    Pod slot = imp("'video':{'podid':'p','podseq':1,'slotinpod':-1}").video().pod();
    Pod dynamic = imp("'video':{'podid':'p','poddur':60,'maxseq':4}").video().pod();

    assertThat(slot).isEqualTo(new Pod("p", 1, -1, 0, 0));
    assertThat(slot.isDynamic()).isFalse();
    assertThat(dynamic).isEqualTo(new Pod("p", 0, 0, 60, 4));
    assertThat(dynamic.isDynamic()).isTrue();
    assertThat(imp("'video':{'maxduration':30}").video().pod()).isNull();
    assertThat(imp("'audio':{'poddur':'45'}").audio().maxDuration()).isEqualTo(45);
  }

  @Test
  void takesNoRequiredDurationThatIsLongerThanTheDynamicPod() {
    TimedMedia dynamic = imp("'video':{'poddur':20,'rqddurs':[15,30]}").video();
    TimedMedia slot = imp("'video':{'podid':'p','rqddurs':[15,30],'maxduration':20}").video();

    assertThat(dynamic.takesDuration(15)).isTrue();
    assertThat(dynamic.takesDuration(30)).isFalse();
    assertThat(slot.takesDuration(30)).as("maxduration does not count beside rqddurs").isTrue();
  }

  @Test
  void readsWhereAVideoIsShown() {
    TimedMedia video =
        imp("'video':{'plcmt':1,'placement':3,'pos':7,'startdelay':0,'skip':1,'w':640,'h':360,"
                + "'playbackmethod':[1,2],'api':7}")
            .video();

    assertThat(video.isInstream()).isTrue();
    assertThat(video.olderPlacement()).isEqualTo(3);
    assertThat(video.position()).isEqualTo(7);
    assertThat(video.startDelay()).isZero();
    assertThat(video.skip()).isEqualTo(1);
    assertThat(video.size()).isEqualTo(new Size(640, 360));
    assertThat(video.playbackMethods()).containsExactly(1, 2);
    assertThat(video.apis()).containsExactly(7);
    assertThat(imp("'video':{'placement':1}").video().isInstream()).isTrue();
    assertThat(imp("'video':{'plcmt':2,'placement':1}").video().isInstream()).isFalse();
    assertThat(imp("'video':{'ext':{'plcmt':4}}").video().placement()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'rwdd':1",
        "'rwdd':true",
        "'ext':{'rewarded':1}",
        "'ext':{'prebid':{'is_rewarded_inventory':1}}",
        "'video':{'ext':{'rewarded':'1'}}",
      })
  void readsRewardsInAllTheirPlaces(String member) {
    assertThat(imp(member).rewarded()).isTrue();
    assertThat(imp("'instl':1").rewarded()).isFalse();
    assertThat(imp("'instl':1").interstitial()).isTrue();
  }

  @Test
  void readsTheTermsOfDeals() {
    Deal deal =
        imp("'pmp':{'deals':[{'id':'d','at':3,'bidfloor':2,'wadomain':['Brand.example']}]}")
            .deals()
            .get(0);

    assertThat(deal.auctionType()).isEqualTo(Deal.FIXED_PRICE);
    assertThat(deal.isOpenToDomain("brand.example")).isTrue();
    assertThat(deal.isOpenToDomain("shop.brand.example")).isTrue();
    assertThat(deal.isOpenToDomain("otherbrand.example")).isFalse();
    assertThat(imp("'pmp':{'deals':[{'id':'d'}]}").deals().get(0).isOpenToDomain("any.example"))
        .isTrue();
  }

  @Test
  void readsBannersThatAreToldAsARatio() {
    Banner banner =
        imp("'banner':{'pos':1,'api':[5],'format':[{'wratio':16,'hratio':9,'wmin':320},{'w':1,'h':1}]}")
            .banner();

    assertThat(banner.ratios()).containsExactly(new SizeRatio(16, 9, 320));
    assertThat(banner.ratios().get(0).contains(640, 360)).isTrue();
    assertThat(banner.ratios().get(0).contains(160, 90)).isFalse();
    assertThat(banner.ratios().get(0).contains(640, 361)).isFalse();
    assertThat(banner.sizes()).containsExactly(new Size(1, 1));
    assertThat(banner.position()).isEqualTo(1);
    assertThat(banner.apis()).containsExactly(5);
  }

  @Test
  void isAsStrictAboutQuantityAsAboutPrices() {
    assertThat(imp("'qty':{'multiplier':14.2}").quantityMicros()).isEqualTo(14_200_000);
    assertThat(imp("'qty':{}").quantityMicros()).isEqualTo(Imp.ONE_IMPRESSION);
    assertThat(imp("'exp':'600'").expirySeconds()).isEqualTo(600);
    assertThatThrownBy(() -> imp("'qty':{'multiplier':'many'}"))
        .hasMessageContaining("imp[0].qty.multiplier must be a number");
    assertThatThrownBy(() -> imp("'pmp':{'deals':[{'id':'d','at':'x'}]}"))
        .hasMessageContaining("imp[0].pmp.deals[0].at must be a whole number");
  }

  @Test
  void readsTheRestOfTheRequest() {
    BidRequest request = parse("'bapp':['com.a'],'allimps':1,'ext':{'nbr':1}");

    assertThat(request.blockedApps()).containsExactly("com.a");
    assertThat(request.allImps()).isTrue();
    assertThat(request.noBidReasonWanted()).isTrue();
    assertThat(parse("'ext':[]").noBidReasonWanted()).isFalse();
  }

  private static Imp imp(String members) {
    return BidRequestParser.parse(json("{'id':'1','imp':[{'id':'1'," + members + "}]}"))
        .imps()
        .get(0);
  }

  private static BidRequest parse(String members) {
    return BidRequestParser.parse(json("{'id':'1','imp':[{'id':'1'}]," + members + "}"));
  }

  private static Buffer json(String text) {
    return Buffer.buffer(text.replace('\'', '"'));
  }
}
