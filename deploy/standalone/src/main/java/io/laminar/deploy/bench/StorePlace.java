package io.laminar.deploy.bench;

/**
 * A store to be measured.
 *
 * @param title what it is, for people
 */
record StorePlace(BenchEngine engine, String uri, String title) {

  /** A server that somebody else has started. */
  static StorePlace given(String uri) {
    BenchEngine engine = BenchEngine.at(uri);
    return new StorePlace(engine, uri, engine.label() + ", at an address that was given");
  }
}
