package io.laminar.load.template;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * A bid request with two holes: its id and its user.
 *
 * <p>The sample's own bytes are kept, white space included, so that sizes, field order and number
 * formats are those of the sample; only {@code id}, {@code user.buyeruid} and {@code tmax} differ.
 * What the sample lacks of these is added. A request is made by copying three pieces and two
 * values, without a JSON library. Immutable, shared by all loops.
 */
public final class RequestTemplate {

  private final String name;
  private final byte[] head;
  private final byte[] middle;
  private final byte[] tail;
  private final boolean idComesFirst;
  private final boolean test;
  private final int auctionType;
  private final Set<Trait> traits;
  private final Map<String, Imp> impById;

  RequestTemplate(
      String name,
      byte[] head,
      byte[] middle,
      byte[] tail,
      boolean idComesFirst,
      boolean test,
      int auctionType,
      Set<Trait> traits,
      Map<String, Imp> impById) {
    this.name = name;
    this.head = head;
    this.middle = middle;
    this.tail = tail;
    this.idComesFirst = idComesFirst;
    this.test = test;
    this.auctionType = auctionType;
    this.traits = Set.copyOf(traits);
    this.impById = Map.copyOf(impById);
  }

  /**
   * Takes a sample apart.
   *
   * @param name for messages
   * @param json one bid request, UTF-8
   * @param tmaxMillis the deadline that every request made from it states
   * @throws IllegalArgumentException if it is not a JSON object with a scalar {@code id} and at
   *     least one {@code imp} that has an id; the message says where
   */
  public static RequestTemplate parse(String name, byte[] json, long tmaxMillis) {
    try {
      return new TemplateParser(name, json, tmaxMillis).parse();
    } catch (IOException e) {
      throw new IllegalArgumentException(name + " is not JSON: " + e.getMessage(), e);
    }
  }

  /** The name of the sample. */
  public String name() {
    return name;
  }

  /** True if it asks in test mode, so that its auctions are not billable (OpenRTB 2.6, 3.2.1). */
  public boolean isTest() {
    return test;
  }

  /** What the request says about the price: 1 is first price, 2 second (OpenRTB 2.6, 3.2.1). */
  public int auctionType() {
    return auctionType;
  }

  /** What it is like. */
  public Set<Trait> traits() {
    return traits;
  }

  /** The impression of this id, or null. */
  public Imp imp(String id) {
    return impById.get(id);
  }

  /**
   * A whole request.
   *
   * @param id ASCII that needs no escape in JSON
   * @param user as {@code id}; only the first {@code userLength} bytes are used
   */
  public Buffer fill(byte[] id, byte[] user, int userLength) {
    int size = head.length + middle.length + tail.length + id.length + userLength;
    Buffer body = Buffer.buffer(size).appendBytes(head);
    if (idComesFirst) {
      body.appendBytes(id).appendBytes(middle).appendBytes(user, 0, userLength);
    } else {
      body.appendBytes(user, 0, userLength).appendBytes(middle).appendBytes(id);
    }
    return body.appendBytes(tail);
  }

  @Override
  public String toString() {
    return name + " with imps " + Arrays.toString(impById.keySet().toArray());
  }
}
