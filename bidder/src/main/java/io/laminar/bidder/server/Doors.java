package io.laminar.bidder.server;

import io.laminar.bidder.exchange.Exchange;
import io.laminar.bidder.exchange.ExchangeOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The paths of bid requests: one for all exchanges, and one for each that has a name. */
final class Doors {

  static final String PATH = "/openrtb2/bid";

  private final Map<String, Door> doorByPath = new HashMap<>();

  /**
   * @param counts makes those of an exchange
   */
  Doors(ExchangeOptions exchanges, Function<Exchange, BidCounts> counts) {
    doorByPath.put(PATH, new Door(Exchange.UNNAMED, counts.apply(Exchange.UNNAMED)));
    for (Exchange exchange : exchanges.named()) {
      doorByPath.put(PATH + '/' + exchange.name(), new Door(exchange, counts.apply(exchange)));
    }
  }

  /** The door at this path, or null. */
  Door at(String path) {
    return doorByPath.get(path);
  }
}
