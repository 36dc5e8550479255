package io.laminar.deploy.profiles;

import io.laminar.deploy.command.Command;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Futures;
import io.laminar.deploy.command.Invocation;
import io.laminar.load.LoadOptions;
import io.laminar.migration.codec.Format;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.stats.address.Addresses;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Fills a store with profiles of the users that the load generator asks for. */
public final class SeedCommand implements Command {

  private static final String STORE = "--store";
  private static final String FORMAT = "--format";
  private static final String RATE = "--rate";
  private static final int MAX_RATE = 10_000_000;
  private static final Map<String, Format> FORMATS =
      Map.of("plain", Format.PLAIN, "envelope", Format.ENVELOPE);

  @Override
  public String name() {
    return "seed";
  }

  @Override
  public String summary() {
    return "Fills a store with profiles of the users that laminar load asks for";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Without --store it is where a bidder looks: --migration-old, else the Redis. What is"
            + " there already stays, so it can be stopped and run again at any time. A migration"
            + " treats what was seeded as older than every write.",
        "");
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.concat(
            Stream.of(
                LoadOptions.USERS,
                Addresses.REDIS,
                MigrationOptions.OLD,
                MigrationOptions.NAMESPACE),
            StoreLimits.SETTINGS.stream())
        .toList();
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.builder(STORE)
            .type(String.class)
            .paramLabel("URI")
            .description("the store to fill, such as memcached://127.0.0.1:11211")
            .build(),
        OptionSpec.builder(FORMAT)
            .type(String.class)
            .paramLabel("plain|envelope")
            .description(
                "plain: bare JSON, as a store without Laminar holds it; envelope: with a version,"
                    + " as Laminar writes it (default: plain)")
            .build(),
        OptionSpec.builder(RATE)
            .type(int.class)
            .paramLabel("COUNT")
            .description("profiles a second at most; 0 = as fast as it goes (default: 0)")
            .build());
  }

  @Override
  public int run(Invocation invocation) throws Exception {
    Configuration configuration = invocation.configuration();
    List<String> problems = new ArrayList<>();
    int rate = rate(invocation, problems);
    Optional<StoreAddress> address = address(invocation, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    int users = configuration.get(LoadOptions.USERS);
    Vertx vertx = Futures.open(invocation.lifetime());
    var seeding = new Seeding(vertx, address.get(), StoreLimits.from(configuration), users, rate);
    long teller =
        vertx.setPeriodic(
            1_000, each -> invocation.err().println("profiles: " + seeding.progress()));
    Seeding.Result result = Futures.awaitOrEnd(seeding.run(), seeding::stop);
    vertx.cancelTimer(teller);
    invocation
        .out()
        .printf(
            "%s: %d of %d profiles were written, %d were there already%n",
            address.get(), result.written(), users, result.kept());
    return result.written() + result.kept() == users ? ExitCode.FINE : ExitCode.FAILED;
  }

  private static Optional<StoreAddress> address(Invocation invocation, List<String> problems) {
    String format = invocation.flags().matchedOptionValue(FORMAT, "plain");
    if (!FORMATS.containsKey(format)) {
      problems.add(FORMAT + " must be plain or envelope, was \"" + format + "\"");
      return Optional.empty();
    }
    Configuration configuration = invocation.configuration();
    String old = configuration.get(MigrationOptions.OLD);
    String otherwise = old.isEmpty() ? configuration.get(Addresses.REDIS) : old;
    try {
      return Optional.of(
          new StoreAddress(
              invocation.flags().matchedOptionValue(STORE, otherwise),
              configuration.get(MigrationOptions.NAMESPACE),
              FORMATS.get(format)));
    } catch (IllegalArgumentException e) {
      problems.add(STORE + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static int rate(Invocation invocation, List<String> problems) {
    int rate = invocation.flags().matchedOptionValue(RATE, 0);
    if (rate < 0 || rate > MAX_RATE) {
      problems.add(RATE + " must be 0.." + MAX_RATE + ", was " + rate);
    }
    return rate;
  }
}
