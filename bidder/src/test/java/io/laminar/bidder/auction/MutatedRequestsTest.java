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
import io.laminar.bidder.profile.Profile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
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
  private static final List<byte[]> PIECES =
      List.of(
          bytes("null"),
          bytes("{}"),
          bytes("[]"),
          bytes("\"\""),
          bytes("-1"),
          bytes("1e999"),
          bytes("0.0000001"),
          bytes("true"),
          bytes("\"\\ud800\""),
          bytes("[[[[[[[["),
          bytes("}"),
          bytes("]"),
          bytes(","),
          bytes(":"),
          bytes("\""),
          bytes("\\"),
          bytes("9".repeat(80)),
          new byte[] {(byte) 0xff},
          new byte[] {(byte) 0xc3},
          new byte[] {0},
          new byte[] {'\n'});

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

    int[] counts = new int[3];
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutate(samples.get(i % samples.size()), samples, random);
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

  private static byte[] mutate(byte[] sample, List<byte[]> samples, Random random) {
    byte[] mutant = sample;
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      int at = random.nextInt(mutant.length + 1);
      mutant =
          switch (random.nextInt(7)) {
            case 0 -> flip(mutant, Math.min(at, mutant.length - 1), random);
            case 1 -> splice(mutant, at, at + random.nextInt(8), new byte[0]);
            case 2 -> splice(mutant, at, at, PIECES.get(random.nextInt(PIECES.size())));
            case 3 -> replaceToken(mutant, at, PIECES.get(random.nextInt(PIECES.size())));
            case 4 -> random.nextInt(8) == 0 ? Arrays.copyOf(mutant, Math.max(1, at)) : mutant;
            case 5 -> splice(mutant, at, at, piece(samples, random));
            default -> replaceToken(mutant, at, Integer.toString(random.nextInt()).getBytes());
          };
    }
    return mutant;
  }

  private static byte[] flip(byte[] bytes, int at, Random random) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static byte[] piece(List<byte[]> samples, Random random) {
    byte[] sample = samples.get(random.nextInt(samples.size()));
    int from = random.nextInt(sample.length);
    return Arrays.copyOfRange(sample, from, Math.min(sample.length, from + random.nextInt(60)));
  }

  /** Replaces what stands between the next colon and the comma or bracket after it. */
  private static byte[] replaceToken(byte[] bytes, int from, byte[] piece) {
    int colon = from;
    while (colon < bytes.length && bytes[colon] != ':') {
      colon++;
    }
    int end = colon;
    while (end < bytes.length && ",]}".indexOf(bytes[end]) < 0) {
      end++;
    }
    return colon >= bytes.length ? bytes : splice(bytes, colon + 1, end, piece);
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] piece) {
    int end = Math.max(from, Math.min(to, bytes.length));
    byte[] spliced = new byte[from + piece.length + bytes.length - end];
    System.arraycopy(bytes, 0, spliced, 0, from);
    System.arraycopy(piece, 0, spliced, from, piece.length);
    System.arraycopy(bytes, end, spliced, from + piece.length, bytes.length - end);
    return spliced.length == 0 ? bytes : spliced;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
