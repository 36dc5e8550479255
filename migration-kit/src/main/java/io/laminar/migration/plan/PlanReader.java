package io.laminar.migration.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.laminar.migration.codec.Format;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.plan.Objectives.Objective;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a {@link Plan} from YAML or JSON.
 *
 * <p>Everything that is wrong is reported at once: the path of the field, what it was, and what is
 * allowed. One use.
 */
public final class PlanReader {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern LEGAL_NAME = Pattern.compile("[a-z][a-z0-9_-]{0,59}");
  private static final Duration LEAST_DWELL = Duration.ofSeconds(1);
  private static final Pattern LEGAL_TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "strategy",
          "from",
          "to",
          "selector",
          "dates",
          "queue",
          "sync",
          "limits",
          "workers",
          "objectives");

  private final Fields problems = new Fields();

  private PlanReader() {}

  /**
   * Reads a plan.
   *
   * @throws ConfigurationException with every problem found
   */
  public static Plan read(String text) {
    var reader = new PlanReader();
    Plan plan = reader.plan(reader.parse(text));
    reader.problems.throwIfAny();
    return plan;
  }

  private JsonNode parse(String text) {
    try {
      JsonNode root = YAML.readTree(text);
      if (root != null && root.isObject()) {
        return root;
      }
      problems.add("a plan", "must be a mapping of fields, such as name: profiles");
    } catch (JsonProcessingException e) {
      problems.add("a plan", "must be YAML or JSON: " + e.getOriginalMessage());
    }
    problems.throwIfAny();
    throw new IllegalStateException("unreachable");
  }

  private Plan plan(JsonNode root) {
    problems.allow(root, "", FIELDS);
    String name = problems.text(root, "", "name", null);
    if (name != null && !LEGAL_NAME.matcher(name).matches()) {
      problems.add(
          "name", "must be lower-case letters, digits, _ and -, at most 60, was \"" + name + "\"");
    }
    Strategy strategy = strategy(root);
    StoreAddress from = address(root, "from");
    StoreAddress to =
        strategy != null && strategy.isInPlace() && root.path("to").isMissingNode()
            ? from
            : address(root, "to");
    if (strategy != null && from != null && to != null) {
      checkPlaces(strategy, from, to);
    }
    Selector selector =
        root.has("selector")
            ? new SelectorReader(problems).read(root.get("selector"), "selector")
            : Selector.ALL;
    Optional<DateInKey> dates = dates(root, strategy);
    Optional<Plan.Queue> queue = queue(root, strategy);
    Sync sync = new SyncReader(problems).read(root, strategy, from, to, selector);
    Plan.Limits limits = limits(root);
    Optional<Plan.Workers> workers = workers(root, strategy, name);
    if (sync.isNative() && workers.isPresent()) {
      problems.add(
          "workers", "may not be given where the servers copy by themselves (sync native)");
    }
    Objectives objectives = objectives(root, strategy);
    problems.throwIfAny();
    return new Plan(
        name, strategy, from, to, selector, dates, queue, sync, limits, workers, objectives);
  }

  private Strategy strategy(JsonNode root) {
    String given = problems.text(root, "", "strategy", null);
    if (given == null) {
      return null;
    }
    Optional<Strategy> found =
        Arrays.stream(Strategy.values()).filter(each -> each.id().equals(given)).findFirst();
    if (found.isEmpty()) {
      problems.add("strategy", "must be one of " + Strategy.all() + ", was \"" + given + "\"");
    }
    return found.orElse(null);
  }

  private StoreAddress address(JsonNode root, String field) {
    JsonNode node = root.path(field);
    if (!node.isObject()) {
      problems.add(field, "must be a mapping of store, namespace and format");
      return null;
    }
    problems.allow(node, field, Set.of("store", "namespace", "format"));
    String uri = problems.text(node, field, "store", null);
    String namespace = problems.text(node, field, "namespace", null);
    String format = problems.text(node, field, "format", "envelope");
    if (uri == null || namespace == null) {
      return null;
    }
    try {
      return new StoreAddress(uri, namespace, format(field, format));
    } catch (IllegalArgumentException e) {
      problems.add(field, e.getMessage());
      return null;
    }
  }

  private Format format(String field, String given) {
    for (Format format : Format.values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(given)) {
        return format;
      }
    }
    problems.add(field + ".format", "must be plain or envelope, was \"" + given + "\"");
    return Format.ENVELOPE;
  }

  /** Law 4 among them: without versions a delete leaves no trace. */
  private void checkPlaces(Strategy strategy, StoreAddress from, StoreAddress to) {
    boolean same = from.uri().equals(to.uri()) && from.namespace().equals(to.namespace());
    if (strategy.isInPlace() && !same) {
      problems.add("to", "must be the same store as from, or left out, in " + strategy.id());
    }
    if (!strategy.isInPlace() && same) {
      problems.add("to", "must be another store or namespace than from");
    }
    for (StoreAddress address : new StoreAddress[] {from, to}) {
      if (!address.carriesVersions()) {
        problems.add(
            address == from ? "from.format" : "to.format",
            "must be envelope: plain values carry no version to order concurrent writes by, and no"
                + " tombstone for what was deleted");
      }
    }
  }

  private Optional<DateInKey> dates(JsonNode root, Strategy strategy) {
    boolean wanted = strategy == Strategy.TIMED_ROLLOVER;
    if (wanted != root.has("dates")) {
      problems.add(
          "dates",
          wanted
              ? "must be given for timed-rollover: after and from"
              : "may only be given for timed-rollover");
    }
    return wanted && root.has("dates")
        ? Optional.ofNullable(new SelectorReader(problems).date(root.get("dates"), "dates"))
        : Optional.empty();
  }

  private Optional<Plan.Queue> queue(JsonNode root, Strategy strategy) {
    boolean wanted = strategy != null && strategy.isQueued();
    if (wanted != root.has("queue")) {
      problems.add(
          "queue",
          wanted
              ? "must be given for " + strategy.id() + ": servers and topic"
              : "may only be given for queued-write and queued-dual-lookup");
      return Optional.empty();
    }
    if (!wanted) {
      return Optional.empty();
    }
    JsonNode node = root.get("queue");
    problems.allow(node, "queue", Set.of("servers", "topic", "partitions"));
    return Optional.of(
        new Plan.Queue(
            problems.text(node, "queue", "servers", null),
            problems.text(node, "queue", "topic", null),
            problems.number(node, "queue", "partitions", 4, 1, 10_000)));
  }

  private Plan.Limits limits(JsonNode root) {
    JsonNode node = root.path("limits");
    Plan.Limits defaults = Plan.Limits.DEFAULT;
    if (node.isMissingNode()) {
      return defaults;
    }
    problems.allow(
        node,
        "limits",
        Set.of(
            "pageSize",
            "ranges",
            "copyRate",
            "compareOneIn",
            "soak",
            "quiet",
            "switchWithin",
            "liveP99",
            "leastRate"));
    return new Plan.Limits(
        problems.number(node, "limits", "pageSize", defaults.pageSize(), 10, 10_000),
        problems.number(node, "limits", "ranges", defaults.ranges(), 1, 64),
        problems.number(node, "limits", "copyRate", defaults.copyRate(), 0, 10_000_000),
        problems.number(node, "limits", "compareOneIn", defaults.compareOneIn(), 1, 1_000_000),
        problems.duration(node, "limits", "soak", defaults.soak(), Duration.ofDays(30)),
        problems.duration(node, "limits", "quiet", defaults.quiet(), Duration.ofMinutes(10)),
        new BackOff(
            problems.duration(
                node, "limits", "liveP99", defaults.backOff().liveP99(), BackOff.MOST_P99),
            problems.number(
                node, "limits", "leastRate", defaults.backOff().leastRate(), 1, 10_000_000)));
  }

  private Optional<Plan.Workers> workers(JsonNode root, Strategy strategy, String name) {
    if (!root.has("workers")) {
      return Optional.empty();
    }
    JsonNode node = root.get("workers");
    if (strategy == Strategy.TIMED_ROLLOVER || strategy != null && strategy.isInPlace()) {
      problems.add("workers", "may not be given for " + strategy.id() + ": it copies nothing");
    }
    problems.allow(node, "workers", Set.of("servers", "topic", "partitions", "ranges"));
    return Optional.of(
        new Plan.Workers(
            problems.text(node, "workers", "servers", null),
            topic(node, name),
            problems.number(node, "workers", "partitions", 8, 1, 1_000),
            problems.number(node, "workers", "ranges", 64, 1, 1_000)));
  }

  private String topic(JsonNode node, String name) {
    String topic = problems.text(node, "workers", "topic", name + "-copy");
    if (!LEGAL_TOPIC.matcher(topic).matches()) {
      problems.add(
          "workers.topic", "must match " + LEGAL_TOPIC.pattern() + ", was \"" + topic + "\"");
    }
    return topic;
  }

  private Objectives objectives(JsonNode root, Strategy strategy) {
    JsonNode node = root.path("objectives");
    Objectives defaults = Objectives.DEFAULT;
    if (node.isMissingNode()) {
      return defaults;
    }
    problems.allow(node, "objectives", Set.of("maxErrors", "maxP99", "dwell", "steps"));
    Objective standard = objective(node, "objectives", defaults.standard());
    Map<String, Objective> byStep = new HashMap<>();
    List<String> steps =
        strategy == null ? List.of() : Steps.of(strategy).all().stream().map(PlanStep::id).toList();
    node.path("steps")
        .properties()
        .forEach(
            step -> {
              String path = "objectives.steps." + step.getKey();
              if (strategy != null && !steps.contains(step.getKey())) {
                problems.add(path, "is unknown; there are " + steps);
              }
              problems.allow(step.getValue(), path, Set.of("maxErrors", "maxP99"));
              byStep.put(step.getKey(), objective(step.getValue(), path, standard));
            });
    Duration dwell =
        problems.duration(node, "objectives", "dwell", defaults.dwell(), Duration.ofHours(1));
    if (dwell.compareTo(LEAST_DWELL) < 0) {
      problems.add("objectives.dwell", "must be 1s or more, was " + node.path("dwell"));
    }
    return new Objectives(standard, byStep, dwell);
  }

  private Objective objective(JsonNode node, String path, Objective otherwise) {
    return new Objective(
        problems.number(node, path, "maxErrors", otherwise.errorPercent(), 0, 100),
        problems.duration(node, path, "maxP99", otherwise.p99(), Duration.ofMinutes(1)));
  }
}
