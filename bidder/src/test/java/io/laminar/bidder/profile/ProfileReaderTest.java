package io.laminar.bidder.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.openrtb.Mutator;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds our reader against Jackson's; run it with another seed by {@code -Dlaminar.seed}. */
class ProfileReaderTest {

  private static final int MUTANTS = 30_000;

  private final ProfileReader reader = new ProfileReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'u1','segments':['auto','auto','a-name-of-more-than-16-bytes',null,'é☕','\\n'],"
            + "'country':null,'seq':-0}",
        " {'id' : 'u1' , 'seq' : 9223372036854775807 } and more",
        "{'id':'u1','seq':-9223372036854775808}",
        "{'id':'u1','seq':9223372036854775808}",
        "{'id':'u1','seq':0000000001}",
        "{'id':'u1','seq':1e3}",
        "{'id':'u1','seq':null}",
        "{'id':'u1','id':'u2','segments':['a'],'segments':[]}",
        "{'id':null}",
        "{'\\u0069d':'u1'}",
        "{'id':'u1','segments':null}",
        "{'id':'u1','segments':[['a']]}",
        "{'id':'u1','segments':{}}",
        "{'id':'u1','more':{'id':'u2','segments':[{}]}}",
        "{'id':'u1',}",
        "{'id':'u1' 'seq':1}",
        "['u1']",
        "null",
        "",
        "  ",
      })
  void readsWhatJacksonReads(String text) {
    Buffer value = Buffer.buffer(text.replace('\'', '"'));

    assertThat(orNone(reader::read, value)).isEqualTo(orNone(JacksonProfiles::read, value));
  }

  @Test
  void readsOfDamagedProfilesWhatJacksonReads() {
    long seed = Long.getLong("laminar.seed", 20_261_125L);
    System.out.println("profiles beside Jackson's: seed " + seed);
    List<byte[]> samples = samples();
    var mutator = new Mutator(samples, new Random(seed));

    int read = 0;
    int compared = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] sample = samples.get(i % samples.size());
      byte[] mutant = i % 2 == 0 ? mutator.mutate(sample) : mutator.mutateValues(sample);
      String text = new String(mutant, StandardCharsets.UTF_8);
      if (text.indexOf(0) >= 0 || text.indexOf('\ufffd') >= 0) {
        continue; // Jackson may take it for another encoding; of those our tokens have a test
      }
      Optional<Profile> ours = orNone(reader::read, Buffer.buffer(mutant));
      assertThat(ours).as(text).isEqualTo(orNone(JacksonProfiles::read, Buffer.buffer(mutant)));
      read += ours.isPresent() ? 1 : 0;
      compared++;
    }

    assertThat(read).isGreaterThan(compared / 20);
    assertThat(compared - read).isGreaterThan(compared / 20);
  }

  @Test
  void usesTheTextsOfSegmentsAgain() {
    Profile first = reader.read(Buffer.buffer("{\"id\":\"u1\",\"segments\":[\"auto\"]}"));
    Profile second = reader.read(Buffer.buffer("{\"id\":\"u2\",\"segments\":[\"auto\"]}"));

    assertThat(second.segments().get(0)).isSameAs(first.segments().get(0));
  }

  private static List<byte[]> samples() {
    List<byte[]> samples = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      List<String> segments = new ArrayList<>();
      for (int s = 0; s < 3 * i; s++) {
        segments.add(s % 5 == 4 ? "é\"\\ segment " + s : "seg-" + s);
      }
      var profile = new Profile("user-" + i, segments, i % 3 == 0 ? "" : "USA", 1L << 3 * i);
      samples.add(ProfileCodec.encode(profile).getBytes());
    }
    return samples;
  }

  private static Optional<Profile> orNone(Function<Buffer, Profile> reading, Buffer value) {
    try {
      return Optional.of(reading.apply(value));
    } catch (ProfileFormatException e) {
      return Optional.empty();
    }
  }
}
