package io.laminar.bidder.openrtb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes real requests byte by byte and value by value, in the order of a seed. */
public final class Mutator {

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

  private static final List<byte[]> VALUES =
      List.of(
          bytes("null"),
          bytes("0"),
          bytes("1"),
          bytes("-7"),
          bytes("0.5"),
          bytes("30.0"),
          bytes("99999999999"),
          bytes("true"),
          bytes("false"),
          bytes("\"\""),
          bytes("\"1\""),
          bytes("\"USD\""),
          bytes("\"DEU\""),
          bytes("\"\\ud83d\\ude00\\u0000<>\\\"\""),
          bytes("[]"),
          bytes("{}"),
          bytes("[1,2]"),
          bytes("\"IAB1\""));

  private final List<byte[]> samples;
  private final Random random;

  public Mutator(List<byte[]> samples, Random random) {
    this.samples = samples;
    this.random = random;
  }

  /** The sample with one to four values replaced by others, most of them still JSON. */
  public byte[] mutateValues(byte[] sample) {
    byte[] mutant = sample;
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      int at = random.nextInt(mutant.length + 1);
      mutant = replaceToken(mutant, at, VALUES.get(random.nextInt(VALUES.size())));
    }
    return mutant;
  }

  /** The sample, changed in one to four places. */
  public byte[] mutate(byte[] sample) {
    byte[] mutant = sample;
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      int at = random.nextInt(mutant.length + 1);
      mutant =
          switch (random.nextInt(7)) {
            case 0 -> flip(mutant, Math.min(at, mutant.length - 1));
            case 1 -> splice(mutant, at, at + random.nextInt(8), new byte[0]);
            case 2 -> splice(mutant, at, at, PIECES.get(random.nextInt(PIECES.size())));
            case 3 -> replaceToken(mutant, at, PIECES.get(random.nextInt(PIECES.size())));
            case 4 -> random.nextInt(8) == 0 ? Arrays.copyOf(mutant, Math.max(1, at)) : mutant;
            case 5 -> splice(mutant, at, at, piece());
            default -> replaceToken(mutant, at, Integer.toString(random.nextInt()).getBytes());
          };
    }
    return mutant;
  }

  private byte[] flip(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private byte[] piece() {
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
