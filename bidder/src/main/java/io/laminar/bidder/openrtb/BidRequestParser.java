package io.laminar.bidder.openrtb;

import io.vertx.core.buffer.Buffer;

/**
 * Reads bid requests straight from their bytes, only the fields that are used.
 *
 * <p>Forgiven are: unknown fields, null for nothing, numbers in quotes, one value where a list is
 * due, an empty list for an empty object, no site, app or dooh, a native request that cannot be
 * understood (that format is then not bid on). Refused are: input that is not JSON in UTF-8 or goes
 * on after its end, more than 64 levels, {@value #MAX_IMPS} imps or 10,000 elements in a list, a
 * request or an imp without an id, two imps with one id, an object or number that is something
 * else, more than one of site, app and dooh, and any floor that is not a number of at least 0. Of
 * two members with one name the last counts, except in signals that protect the user, where any of
 * them does.
 *
 * <p>Keeps its room and the short texts that come again and again; not thread-safe: one per event
 * loop.
 */
public final class BidRequestParser {

  /** More imps are refused rather than cut: a part of an answer looks like a whole one. */
  public static final int MAX_IMPS = 64;

  private final JsonReader in = new JsonReader();

  /**
   * Reads a body, of which nothing is kept.
   *
   * @throws InvalidRequestException if it is not a request that can be answered
   */
  public BidRequest read(Buffer body) {
    in.begin(body);
    return read();
  }

  /**
   * Reads a body without a parser at hand: for what is done seldom.
   *
   * @throws InvalidRequestException if it is not a request that can be answered
   */
  public static BidRequest parse(Buffer body) {
    return new BidRequestParser().read(body);
  }

  /** The same. */
  public static BidRequest parse(byte[] body) {
    return parse(Buffer.buffer(body));
  }

  private BidRequest read() {
    if (in.token() == null) {
      throw new InvalidRequestException(
          "the body is empty; it must be one OpenRTB 2.x bid request in JSON");
    }
    if (!in.isObject()) {
      throw in.wrong("must be an object");
    }
    BidRequest request = RequestReader.read(in);
    if (!in.isAtEnd()) {
      throw new InvalidRequestException("the body goes on after the request's closing brace");
    }
    return request;
  }
}
