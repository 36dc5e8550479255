package io.laminar.bidder.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A profile as a JSON object in UTF-8, such as <code>
 * {"id":"u0000042","segments":["auto","sports"],"country":"USA","seq":17}</code>. Members that are
 * not known are ignored, those but the id may be missing. Stateless; {@link ProfileReader} reads
 * many.
 */
public final class ProfileCodec {

  private static final JsonFactory FACTORY = new JsonFactory();

  private ProfileCodec() {}

  /**
   * Reads a profile without a {@link ProfileReader} at hand: for what is done seldom.
   *
   * @throws ProfileFormatException if the value is not one
   */
  public static Profile decode(Buffer value) {
    return new ProfileReader().read(value);
  }

  /** Writes a profile. */
  public static Buffer encode(Profile profile) {
    var bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("id", profile.id());
      out.writeArrayFieldStart("segments");
      for (String segment : profile.segments()) {
        out.writeString(segment);
      }
      out.writeEndArray();
      out.writeStringField("country", profile.country());
      out.writeNumberField("seq", profile.sequence());
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory refused a write", e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
