package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GzipBodyTest {

  private static final int LIMIT = 100_000;

  private final GzipBody gzip = new GzipBody(LIMIT);
  private final Random random = new Random(7);

  @AfterEach
  void close() {
    gzip.close();
  }

  @Test
  void inflatesBodiesOfAllSizesOneAfterTheOther() throws Exception {
    for (int length : new int[] {0, 1, 1_000, 16_384, 16_385, LIMIT, 5}) {
      byte[] plain = new byte[length];
      random.nextBytes(plain);

      assertThat(gzip.inflate(compressed(plain))).isEqualTo(plain);
    }
  }

  @Test
  void skipsTheOptionalFieldsOfTheHeader() throws Exception {
    byte[] plain = "hello".getBytes();
    byte[] simple = compressed(plain);
    var full = new ByteArrayOutputStream();
    full.write(simple, 0, 3);
    full.write(2 | 4 | 8 | 16); // header checksum, extra field, name, comment
    full.write(simple, 4, 6);
    full.writeBytes(new byte[] {3, 0, 'a', 'b', 'c'});
    full.writeBytes(new byte[] {'n', 0, 'c', 0, 1, 2});
    full.write(simple, 10, simple.length - 10);

    assertThat(gzip.inflate(full.toByteArray())).isEqualTo(plain);
  }

  @Test
  void refusesOneByteMoreThanAllowedAndWorksAfterIt() throws Exception {
    byte[] large = compressed(new byte[LIMIT + 1]);

    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> gzip.inflate(large));

    assertThat(refused.status()).isEqualTo(413);
    assertThat(gzip.inflate(compressed(new byte[10]))).hasSize(10);
  }

  @Test
  void refusesABodyThatIsCutAnywhere() throws Exception {
    byte[] plain = new byte[2_000];
    random.nextBytes(plain);
    byte[] whole = compressed(plain);

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> gzip.inflate(cut))
          .isInstanceOf(RefusedException.class)
          .hasMessageStartingWith("the body is not valid gzip: it ");
    }
  }

  @Test
  void neverInflatesADamagedBodyToSomethingElse() throws Exception {
    byte[] plain = new byte[300];
    random.nextBytes(plain);
    byte[] whole = compressed(plain);

    for (int i = 0; i < whole.length * 8; i++) {
      byte[] damaged = whole.clone();
      damaged[i / 8] ^= (byte) (1 << i % 8);
      try {
        assertThat(gzip.inflate(damaged)).isEqualTo(plain); // time, system: fields without meaning
      } catch (RefusedException e) {
        assertThat(e.status()).isIn(400, 413);
      }
    }
  }

  @Test
  void refusesWhatComesAfterTheEnd() throws IOException {
    byte[] whole = compressed(new byte[100]);

    assertThatThrownBy(() -> gzip.inflate(Arrays.copyOf(whole, whole.length + 1)))
        .hasMessage(
            "the body is not valid gzip: it has 9 bytes after the compressed data, must have 8");
  }

  @Test
  void findsAWrongChecksum() throws IOException {
    byte[] whole = compressed("hello".getBytes());
    var crc = new CRC32();
    crc.update("jello".getBytes());
    for (int i = 0; i < 4; i++) {
      whole[whole.length - 8 + i] = (byte) (crc.getValue() >>> 8 * i);
    }

    assertThatThrownBy(() -> gzip.inflate(whole))
        .hasMessage("the body is not valid gzip: it does not match its checksum");
  }

  private static byte[] compressed(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
