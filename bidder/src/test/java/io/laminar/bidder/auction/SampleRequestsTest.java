package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.CampaignFile;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.openrtb.BidResponseWriter;
import io.laminar.bidder.profile.Profile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleRequestsTest {

  private static final long NOW = 1_764_000_000_000L;
  private static final int TURNS = 40;
  private static final List<Profile> USERS =
      List.of(
          Profile.ANONYMOUS,
          new Profile("u1", List.of("auto", "travel", "food"), "USA", 1),
          new Profile("u2", List.of("gaming", "movies", "fitness", "finance"), "GBR", 2));

  private final CampaignSet campaigns = CampaignFile.sample();
  private final Auction auction = AuctionFixture.auction(campaigns);
  private final BidResponseWriter writer =
      new BidResponseWriter("https://bid.example", campaigns.currency(), campaigns.seat());

  @Test
  void answersEverySampleWithAnOfferThatKeepsAllRulesOrAReason()
      throws IOException, URISyntaxException {
    List<Path> samples = Samples.all();
    assertThat(samples).hasSize(65);

    int offers = 0;
    Map<Reason, Integer> noBids = new EnumMap<>(Reason.class);
    for (Path sample : samples) {
      byte[] body = Files.readAllBytes(sample);
      BidRequest request = BidRequestParser.parse(body);
      boolean offered = false;
      for (int turn = 0; turn < TURNS; turn++) {
        Outcome outcome = auction.decide(request, USERS.get(turn % USERS.size()), NOW);
        if (outcome instanceof Offer offer) {
          byte[] response = writer.write(request.id(), offer.bids()).getBytes();
          assertThat(ResponseRules.broken(body, response))
              .as(() -> sample.getFileName() + ": " + new String(response, StandardCharsets.UTF_8))
              .isEmpty();
          offered = true;
        } else if (!offered && outcome instanceof NoBid noBid) {
          noBids.merge(noBid.reason(), 1, Integer::sum);
        }
      }
      offers += offered ? 1 : 0;
    }

    assertThat(offers).isGreaterThanOrEqualTo(48);
    assertThat(noBids).containsKeys(Reason.CURRENCY, Reason.SEAT, Reason.NO_DEAL);
  }
}
