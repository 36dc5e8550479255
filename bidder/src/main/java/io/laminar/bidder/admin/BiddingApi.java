package io.laminar.bidder.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /admin/bidding} tells how the switch stands; {@code POST} or {@code PUT} with {@code
 * {"bidding": "off", "reason": "wrong prices"}} turns it.
 */
public final class BiddingApi implements Handler<AdminCall> {

  public static final String PATH = "/admin/bidding";

  private static final Logger LOG = LoggerFactory.getLogger(BiddingApi.class);
  private static final int LONGEST_REASON = 200;
  private static final List<String> FIELDS = List.of("bidding", "reason");

  private final BiddingSwitch bidding;
  private final LongSupplier nowMillis;

  public BiddingApi(BiddingSwitch bidding, LongSupplier nowMillis) {
    this.bidding = bidding;
    this.nowMillis = nowMillis;
  }

  @Override
  public void handle(AdminCall call) {
    if (!call.path().equals(PATH)) {
      call.problem(404, "there is no " + call.path() + "; there is " + PATH);
    } else if (call.method() == HttpMethod.GET) {
      call.reply(200, position());
    } else if (call.method() == HttpMethod.POST || call.method() == HttpMethod.PUT) {
      turn(call.json());
      call.reply(200, position());
    } else {
      call.wrongMethod("GET, POST, PUT");
    }
  }

  private void turn(JsonObject wanted) {
    List<String> problems = new ArrayList<>();
    Object to = wanted.getValue("bidding");
    if (!"on".equals(to) && !"off".equals(to)) {
      problems.add("bidding must be \"on\" or \"off\", was " + Json.encode(to));
    }
    Object reason = wanted.getValue("reason", "");
    String text = reason instanceof String given ? given : null;
    if (text == null
        || text.length() > LONGEST_REASON
        || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      problems.add(
          "reason must be a text of at most " + LONGEST_REASON + " characters on one line");
    }
    for (String name : new TreeSet<>(wanted.fieldNames())) {
      if (!FIELDS.contains(name)) {
        problems.add("there is no field " + name + "; it must be one of " + FIELDS);
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    bidding.turn(to.equals("on"), text, nowMillis.getAsLong());
    LOG.info("bidding was turned {} by an operator{}", to, text.isEmpty() ? "" : ": " + text);
  }

  private JsonObject position() {
    BiddingSwitch.Position position = bidding.position();
    return new JsonObject()
        .put("bidding", position.on() ? "on" : "off")
        .put("reason", position.reason())
        .put("since", Instant.ofEpochMilli(position.sinceMillis()).toString());
  }
}
