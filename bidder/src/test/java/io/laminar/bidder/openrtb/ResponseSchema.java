package io.laminar.bidder.openrtb;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Holds responses to a schema that was written from OpenRTB 2.6, not from the bidder. */
public final class ResponseSchema {

  private static final Validator VALIDATOR =
      Validator.create(
          JsonSchema.of(schema()),
          new JsonSchemaOptions()
              .setBaseUri("https://laminar.invalid/")
              .setDraft(Draft.DRAFT202012)
              .setOutputFormat(OutputFormat.Basic));

  private ResponseSchema() {}

  /** What the schema has against a response; empty if nothing. */
  public static List<String> broken(String response) {
    OutputUnit result = VALIDATOR.validate(new JsonObject(response));
    return result.getValid()
        ? List.of()
        : result.getErrors().stream()
            .map(error -> error.getInstanceLocation() + ": " + error.getError())
            .toList();
  }

  private static JsonObject schema() {
    String name = "/openrtb-2.6-bid-response.schema.json";
    try (InputStream in = ResponseSchema.class.getResourceAsStream(name)) {
      return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
