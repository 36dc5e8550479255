package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.NativeMarkup;
import io.laminar.bidder.openrtb.Size;
import io.laminar.bidder.profile.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchTest extends AuctionFixture {

  @Test
  void keepsWhatNeedsASegmentForUsersInIt() {
    Auction auction = auction(box("a").segment("auto", 1000).onlySegments());

    assertThat(decide(auction, request(BOX), user("auto"))).isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX), user("pets"))).isEqualTo(new NoBid(Reason.NO_SEGMENT));
    assertThat(decide(auction, request(BOX), Profile.ANONYMOUS))
        .isEqualTo(new NoBid(Reason.NO_PROFILE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'regs':{'coppa':1}",
        "'device':{'lmt':1}",
        "'regs':{'gdpr':1}",
        "'regs':{'us_privacy':'1YYN'}"
      })
  void doesNotLookAtTheProfileWherePrivacyForbidsIt(String signal) {
    Auction personal = auction(box("a").segment("auto", 9000).onlySegments());
    Auction anybody = auction(box("a").segment("auto", 9000).countries("USA"));

    assertThat(decide(personal, request(BOX, signal), user("auto")))
        .isEqualTo(new NoBid(Reason.PRIVACY));
    // Neither the segments nor the country of the profile are used.
    assertThat(decide(anybody, request(BOX, signal), user("auto")))
        .isEqualTo(new NoBid(Reason.NO_MATCH));
    assertThat(decide(anybody, request(BOX), user("auto"))).isInstanceOf(Offer.class);
  }

  @Test
  void matchesTheCountryOfTheDeviceThenOfTheUserThenOfTheProfile() {
    Auction auction = auction(box("a").countries("USA", "CAN"));

    assertThat(decide(auction, request(BOX, "'device':{'geo':{'country':'CAN'}}")))
        .isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX, "'user':{'geo':{'country':'USA'}}")))
        .isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX), user())).isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX, "'device':{'geo':{'country':'FRA'}}"), user()))
        .isEqualTo(new NoBid(Reason.NO_MATCH));
    assertThat(decide(auction, request(BOX))).isEqualTo(new NoBid(Reason.NO_MATCH));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bcat':['IAB7-39'] | true",
        "'bcat':['iab7'] | true",
        "'bcat':['IAB7-3'] | false",
        "'bcat':['IAB8'] | false",
        "'badv':['brand.example'] | true",
        "'badv':['WWW.Brand.Example'] | true",
        "'badv':['shop.brand.example'] | true",
        "'badv':['example'] | false",
        "'badv':['other-brand.example'] | false",
        "'badv':['x.shop.brand.example'] | false",
        "'site':{'cat':['IAB25']} | true",
        "'app':{'cat':['IAB25-3']} | true",
        "'site':{'pagecat':['IAB25']} | true",
        "'site':{'cat':['IAB2']} | false",
      })
  void honoursWhatThePublisherBlocksAndTheBrandAvoids(String member, boolean blocked) {
    Auction auction =
        auction(box("a").domain("shop.brand.example").categories("IAB7-39").avoids("IAB25"));

    var outcome = decide(auction, request(BOX, member));

    assertThat(outcome.equals(new NoBid(Reason.BLOCKED))).isEqualTo(blocked);
    assertThat(outcome instanceof Offer).isEqualTo(!blocked);
  }

  @Test
  void takesBlockedCategoriesOfAnotherTaxonomyForAll() {
    Auction auction = auction(box("a"));

    assertThat(decide(auction, request(BOX, "'cattax':6,'bcat':['211']")))
        .isEqualTo(new NoBid(Reason.BLOCKED));
    assertThat(decide(auction, request(BOX, "'cattax':6"))).isInstanceOf(Offer.class);
  }

  @Test
  void honoursBlockedAttributesAndTypes() {
    Auction auction = auction(new CampaignBuilder("a").banner(300, 250, 13));

    assertThat(decide(auction, request("{'id':'i','banner':{'w':300,'h':250,'battr':[1,13]}}")))
        .isEqualTo(new NoBid(Reason.BLOCKED));
    assertThat(decide(auction, request("{'id':'i','banner':{'w':300,'h':250,'btype':[2]}}")))
        .isEqualTo(new NoBid(Reason.BLOCKED));
    assertThat(
            decide(
                auction, request("{'id':'i','banner':{'w':300,'h':250,'battr':[1],'btype':[4]}}")))
        .isInstanceOf(Offer.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | true",
        "{'mimes':['video/mp4'],'protocols':[2,7]} | true",
        "{'mimes':['video/webm']} | false",
        "{'protocols':[2,3]} | false",
        "{'minduration':16} | false",
        "{'maxduration':14} | false",
        "{'minduration':15,'maxduration':15} | true",
        "{'rqddurs':[15,30]} | true",
        "{'rqddurs':[10]} | false",
        "{'poddur':10} | false",
        "{'linearity':2} | false",
      })
  void playsVideoOnlyAsAskedFor(String video, boolean bids) {
    Auction auction = auction(new CampaignBuilder("a").video(15, "video/mp4", 7));

    var outcome = decide(auction, request("{'id':'i','video':" + video + "}"));

    assertThat(outcome instanceof Offer).isEqualTo(bids);
    if (!bids) {
      assertThat(outcome).isEqualTo(new NoBid(Reason.NO_MATCH));
    }
  }

  @Test
  void playsAudio() {
    Auction auction = auction(new CampaignBuilder("a").audio(30, "audio/mpeg", 9));

    assertThat(
            decide(auction, request("{'id':'i','audio':{'mimes':['audio/mpeg'],'protocols':[9]}}")))
        .isInstanceOf(Offer.class);
    assertThat(decide(auction, request("{'id':'i','audio':{'mimes':['audio/mp4']}}")))
        .isEqualTo(new NoBid(Reason.NO_MATCH));
  }

  @Test
  void offersNativeAdsWithTheAssetsAskedFor() {
    Auction auction =
        auction(
            new CampaignBuilder("a")
                .nativeAd(
                    "Title",
                    new NativeMarkup.Image(3, "https://x.example/a", new Size(1200, 627))));
    String imp = "{'id':'i','native':{'request':{'assets':[{'id':3,'required':1,%s}]}}}";

    assertThat(onlyBid(auction, request(imp.formatted("'title':{'len':5}"))).nativeRequest())
        .isNotNull();
    assertThat(decide(auction, request(imp.formatted("'title':{'len':4}"))))
        .isEqualTo(new NoBid(Reason.NO_MATCH));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "main.png | [] | true",
        "main.png | ['image/png'] | true",
        "main.png?w=1 | ['image/gif','IMAGE/PNG'] | true",
        "main.png | 'image/png' | true",
        "main.png | ['image/gif'] | false",
        "main.jpg | ['image/jpg'] | true",
        "main.JPEG | ['image/jpeg'] | true",
        "main | ['image/png'] | false",
        "main | [] | true",
      })
  void showsImagesOnlyOfTypesThatTheNativeRequestTakes(String file, String mimes, boolean bids) {
    Auction auction =
        auction(
            new CampaignBuilder("a")
                .nativeAd(
                    "Title",
                    new NativeMarkup.Image(3, "https://x.example/" + file, new Size(1200, 627))));
    String asset = "{'id':1,'required':1,'img':{'type':3,'mimes':" + mimes + "}}";

    var outcome =
        decide(auction, request("{'id':'i','native':{'request':{'assets':[" + asset + "]}}}"));

    assertThat(outcome instanceof Offer).isEqualTo(bids);
  }

  @Test
  void findsBannersInAnOlderRange() {
    Auction auction = auction(new CampaignBuilder("a").banner(320, 50).banner(336, 280));

    Bid bid =
        onlyBid(auction, request("{'id':'i','banner':{'w':300,'h':250,'wmax':340,'hmax':280}}"));

    assertThat(bid.template().ad().size()).isEqualTo(new Size(336, 280));
  }
}
