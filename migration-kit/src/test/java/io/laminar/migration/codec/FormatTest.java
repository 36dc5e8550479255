package io.laminar.migration.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.store.Entry;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class FormatTest {

  private static final long VERSION = 0x0123456789abcdefL;
  private static final long EXPIRES_AT = 1_800_000_000_123L;

  @Test
  void readsBackWhatItWroteInAnEnvelope() {
    Entry entry = Entry.of(Buffer.buffer("v"), VERSION, EXPIRES_AT);

    assertThat(Format.decode(Format.ENVELOPE.encode(entry))).isEqualTo(entry);
    assertThat(Format.decode(Format.ENVELOPE.encode(Entry.tombstone(VERSION))))
        .isEqualTo(Entry.tombstone(VERSION));
  }

  /** Stored data outlives the code: the layout is part of the contract. */
  @Test
  void laysAnEnvelopeOutAsDocumented() {
    Buffer bytes = Format.ENVELOPE.encode(Entry.of(Buffer.buffer("v"), VERSION, EXPIRES_AT));

    assertThat(HexFormat.of().formatHex(bytes.getBytes()))
        .isEqualTo("c14c4d01" + "0123456789abcdef" + "000001a3185c507b" + "00" + "76");
  }

  @Test
  void takesABareValueForOneOfUnknownAge() {
    assertThat(Format.decode(Buffer.buffer("{}")))
        .isEqualTo(Entry.of(Buffer.buffer("{}"), Entry.LEGACY_VERSION));
    assertThat(Format.decode(Buffer.buffer())).isEqualTo(Entry.of(Buffer.buffer(), 0));
  }

  @Test
  void refusesABareValueThatLooksLikeAnEnvelope() {
    Buffer lookalike = Format.ENVELOPE.encode(Entry.of(Buffer.buffer("v"), 1));

    assertThatThrownBy(() -> Format.PLAIN.encode(Entry.of(lookalike, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
