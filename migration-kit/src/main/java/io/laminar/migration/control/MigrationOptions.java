package io.laminar.migration.control;

import io.laminar.migration.codec.Format;
import io.laminar.migration.config.BearerToken;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import io.laminar.migration.engine.Engine;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Sides;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a process needs to take part in a migration and to be steered.
 *
 * @param sides where the data is and where it goes
 * @param control the server that holds the migration's record
 * @param ladder how it is walked
 * @param fleet how it shares the migration with other processes, if the control store is a
 *     PostgreSQL
 * @param adminHost address that the admin API listens on
 * @param adminPort its port; 0 = any free one
 * @param adminToken what whoever steers must show
 * @param plan what is moved how; without one, dual write between the sides
 */
public record MigrationOptions(
    Sides.Addresses sides,
    StoreAddress control,
    LadderOptions ladder,
    FleetOptions fleet,
    String adminHost,
    int adminPort,
    BearerToken adminToken,
    Optional<Plan> plan) {

  /** Dual write between the two sides, without a plan file. */
  public MigrationOptions(
      Sides.Addresses sides,
      StoreAddress control,
      LadderOptions ladder,
      FleetOptions fleet,
      String adminHost,
      int adminPort) {
    this(sides, control, ladder, fleet, adminHost, adminPort, BearerToken.NONE, Optional.empty());
  }

  public static final Setting<String> PLAN =
      Setting.text(
          "migration.plan",
          "",
          "file that holds the plan; empty = dual write from migration.old to migration.new");

  public static final Setting<String> OLD =
      Setting.text(
          "migration.old", "", "address of the store that data moves from; empty = the Redis");
  public static final Setting<String> NEW =
      Setting.text(
          "migration.new", "", "address of the store that data moves to; empty = the PostgreSQL");
  public static final Setting<String> CONTROL =
      Setting.text(
          "migration.control",
          "",
          "address of the store that remembers the migration's step; empty = the PostgreSQL");
  public static final Setting<String> NAMESPACE =
      Setting.matching(
          "migration.namespace",
          StoreAddress.LEGAL_NAMESPACE,
          "lower-case letters, digits and _, at most 40",
          "profile",
          "prefix of the keys in Redis and name of the table in PostgreSQL");
  public static final Setting<String> ADMIN_HOST =
      Setting.text("admin.host", "127.0.0.1", "address that the admin API listens on");
  public static final Setting<Integer> ADMIN_PORT =
      Setting.integer("admin.port", 0, 65_535, "", 8_081, "port of the admin API; 0 = a free one");

  public static final Setting<String> ADMIN_TOKEN =
      Setting.secret(
          "admin.token",
          "what whoever steers a migration sends as authorization: Bearer TOKEN, 16..256 printable"
              + " characters without blanks; empty = whoever reaches the port, which must then be"
              + " on loopback");

  public static final List<Setting<?>> SETTINGS =
      List.of(PLAN, OLD, NEW, CONTROL, NAMESPACE, ADMIN_HOST, ADMIN_PORT, ADMIN_TOKEN);

  private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|::1|0:0:0:0:0:0:0:1");

  /** Nobody is let in unseen from another machine. */
  public static final Configuration.Rule ADMIN_IS_GUARDED =
      configuration ->
          !configuration.get(ADMIN_TOKEN).isEmpty()
                  || LOOPBACK.matcher(configuration.get(ADMIN_HOST)).matches()
              ? Optional.empty()
              : Optional.of(
                  ADMIN_HOST.key()
                      + " = "
                      + configuration.get(ADMIN_HOST)
                      + " can be reached from other machines: set "
                      + ADMIN_TOKEN.key()
                      + ", in the environment or a file");

  public static final List<Configuration.Rule> RULES =
      List.of(BearerToken.isStrong(ADMIN_TOKEN), ADMIN_IS_GUARDED);

  /**
   * Reads the options.
   *
   * @param redis the Redis that holds the data where nothing else is said
   * @param postgres the PostgreSQL that it goes to where nothing else is said
   * @throws IllegalArgumentException if an address is not one, or both sides are the same place
   */
  public static MigrationOptions from(Configuration configuration, String redis, String postgres) {
    String namespace = configuration.get(NAMESPACE);
    Optional<Plan> plan = plan(configuration);
    return new MigrationOptions(
        new Sides.Addresses(
            address(configuration, OLD, redis, namespace),
            address(configuration, NEW, postgres, namespace),
            StoreLimits.from(configuration)),
        address(configuration, CONTROL, postgres, "laminar_control"),
        plan.map(LadderOptions::of).orElseGet(() -> LadderOptions.from(configuration)),
        FleetOptions.from(configuration),
        configuration.get(ADMIN_HOST),
        configuration.get(ADMIN_PORT),
        new BearerToken(configuration.get(ADMIN_TOKEN)),
        plan);
  }

  /**
   * The plan that the process was given.
   *
   * @return empty if it was given none
   * @throws IllegalArgumentException with everything that is wrong with it
   */
  public static Optional<Plan> plan(Configuration configuration) {
    String file = configuration.get(PLAN);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(PlanReader.read(Files.readString(Path.of(file))));
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(
          PLAN.key() + " (" + file + "): " + String.join("; ", e.problems()), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          PLAN.key() + ": cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Where data moves from: what the plan says, if there is one. */
  public StoreAddress from() {
    return plan.map(Plan::from).orElse(sides.old());
  }

  /** Where it moves to. */
  public StoreAddress to() {
    return plan.map(Plan::to).orElse(sides.target());
  }

  /** What opens the stores, and the queue in front of them if there is one. */
  Sides.Opener opener() {
    return plan.<Sides.Opener>map(each -> PlanStores.of(each, sides.limits())).orElse(sides);
  }

  /** The steps that are walked. */
  Course course() {
    return plan.map(Course::of).orElseGet(() -> Course.of(Strategy.DUAL_WRITE));
  }

  /** True if several processes can share the migration. */
  boolean isShared() {
    return Engine.POSTGRES.schemes().stream().anyMatch(control.uri()::startsWith);
  }

  /** What others call this process. */
  String memberName(int actualAdminPort) {
    return fleet.member().isEmpty() ? hostName() + ":" + actualAdminPort : fleet.member();
  }

  /** Where others send the commands that this process must carry out. */
  String adminAddress(int actualAdminPort) {
    String host = adminHost.equals("0.0.0.0") ? hostName() : adminHost;
    return "http://" + host + ":" + actualAdminPort;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // a machine without a name
    }
  }

  /** Reports impossible addresses together with all other problems. */
  public static Configuration.Rule addressesFit(Setting<String> redis, Setting<String> postgres) {
    return configuration -> {
      try {
        from(configuration, configuration.get(redis), configuration.get(postgres));
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.of(e.getMessage());
      }
    };
  }

  private static StoreAddress address(
      Configuration configuration, Setting<String> setting, String otherwise, String namespace) {
    String given =
        Optional.of(configuration.get(setting)).filter(uri -> !uri.isEmpty()).orElse(otherwise);
    try {
      return new StoreAddress(given, namespace, Format.ENVELOPE);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting.key() + ": " + e.getMessage(), e);
    }
  }
}
