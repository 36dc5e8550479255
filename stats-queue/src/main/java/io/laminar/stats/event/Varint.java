package io.laminar.stats.event;

/** Numbers in seven bits a byte, the low ones first; the high bit says that more follow. */
final class Varint {

  static final int BITS = 7;
  static final long MORE = 0x80;

  /** Bytes of a number of 63 bits. */
  static final int LONGEST = 9;

  private Varint() {}
}
