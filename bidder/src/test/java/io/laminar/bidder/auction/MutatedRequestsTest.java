package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.CampaignFile;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.openrtb.BidResponseWriter;
import io.laminar.bidder.openrtb.InvalidRequestException;
import io.laminar.bidder.openrtb.Mutator;
import io.laminar.bidder.profile.Profile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Takes real requests apart byte by byte; run it with another seed by {@code -Dlaminar.seed}. */
class MutatedRequestsTest {

  private static final int MUTANTS = 20_000;
  private final ObjectMapper json = new ObjectMapper();
  private final CampaignSet campaigns = CampaignFile.sample();
  private final Auction auction = AuctionFixture.auction(campaigns);
  private final BidResponseWriter writer =
      new BidResponseWriter("https://bid.example", campaigns.currency(), campaigns.seat());

  @Test
  void answersAnyBytesWithAnOfferAReasonOrARefusal() throws IOException, URISyntaxException {
    long seed = Long.getLong("laminar.seed", 20_261_124L);
    System.out.println("mutated requests: seed " + seed);
    var random = new Random(seed);
    List<byte[]> samples = new ArrayList<>();
    for (Path sample : Samples.all()) {
      samples.add(Files.readAllBytes(sample));
    }

    var mutator = new Mutator(samples, random);
    int[] counts = new int[3];
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutator.mutate(samples.get(i % samples.size()));
      counts[answer(mutant, i)]++;
    }

    // Each kind of answer is seen, so the mutants are neither all broken nor all harmless.
    assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count > MUTANTS / 50);
  }

  private int answer(byte[] mutant, int number) {
    try {
      BidRequest request = BidRequestParser.parse(mutant);
      Outcome outcome = auction.decide(request, Profile.ANONYMOUS, 0);
      if (outcome instanceof Offer offer) {
        byte[] response = writer.write(request.id(), offer.bids()).getBytes();
        assertThat(json.readTree(response).at("/seatbid/0/bid")).hasSize(offer.bids().size());
        return 0;
      }
      return 1;
    } catch (InvalidRequestException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(400);
      return 2;
    } catch (RuntimeException | IOException e) {
      throw new AssertionError(
          "mutant " + number + " in hexadecimal: " + HexFormat.of().formatHex(mutant), e);
    }
  }
}
