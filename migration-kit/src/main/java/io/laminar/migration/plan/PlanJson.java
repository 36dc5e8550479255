package io.laminar.migration.plan;

import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.selector.Selector;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** A plan as JSON: every field, in one order, so that equal plans are equal text. */
final class PlanJson {

  private PlanJson() {}

  static JsonObject of(Plan plan) {
    var json =
        new JsonObject()
            .put("name", plan.name())
            .put("strategy", plan.strategy().id())
            .put("from", address(plan.from()))
            .put("to", address(plan.to()))
            .put("selector", selector(plan.selector()));
    plan.dates().ifPresent(dates -> json.put("dates", fields(dates)));
    plan.queue()
        .ifPresent(
            queue ->
                json.put(
                    "queue",
                    new JsonObject()
                        .put("servers", queue.servers())
                        .put("topic", queue.topic())
                        .put("partitions", queue.partitions())));
    plan.workers().ifPresent(workers -> json.put("workers", workers(workers)));
    if (!plan.objectives().equals(Objectives.DEFAULT)) { // plans without any keep their hash
      json.put("objectives", objectives(plan.objectives()));
    }
    JsonObject limits = limits(plan.limits());
    if (plan.strategy() == Strategy.SYNCHRONIZE) {
      json.put("sync", plan.sync().way().id());
      limits.put("switchWithin", plan.sync().within().toMillis() + "ms");
    }
    return json.put("limits", limits);
  }

  private static JsonObject workers(Plan.Workers workers) {
    return new JsonObject()
        .put("servers", workers.servers())
        .put("topic", workers.topic())
        .put("partitions", workers.partitions())
        .put("ranges", workers.ranges());
  }

  private static JsonObject limits(Plan.Limits limits) {
    var json =
        new JsonObject()
            .put("pageSize", limits.pageSize())
            .put("ranges", limits.ranges())
            .put("copyRate", limits.copyRate())
            .put("compareOneIn", limits.compareOneIn())
            .put("soak", limits.soak().toMillis() + "ms")
            .put("quiet", limits.quiet().toMillis() + "ms");
    BackOff backOff = limits.backOff();
    // left out where it is as it always was, so that plans which say nothing keep their hash
    return backOff.equals(BackOff.DEFAULT)
        ? json
        : json.put("liveP99", backOff.liveP99().toMillis() + "ms")
            .put("leastRate", backOff.leastRate());
  }

  private static JsonObject objectives(Objectives objectives) {
    var steps = new JsonObject();
    new TreeMap<>(objectives.byStep())
        .forEach((step, objective) -> steps.put(step, objective(objective)));
    return objective(objectives.standard())
        .put("dwell", objectives.dwell().toMillis() + "ms")
        .put("steps", steps);
  }

  private static JsonObject objective(Objectives.Objective objective) {
    return new JsonObject()
        .put("maxErrors", objective.errorPercent())
        .put("maxP99", objective.p99().toMillis() + "ms");
  }

  private static JsonObject address(StoreAddress address) {
    return new JsonObject()
        .put("store", address.uri())
        .put("namespace", address.namespace())
        .put("format", address.format().name().toLowerCase(Locale.ROOT));
  }

  private static Object selector(Selector selector) {
    if (selector instanceof Selector.PerMille some) {
      return one("perMille", new JsonObject().put("salt", some.salt()).put("of", some.perMille()));
    }
    if (selector instanceof Selector.Prefix prefix) {
      return one("prefix", prefix.prefix());
    }
    if (selector instanceof Selector.DateInKey dates) {
      return one("date", fields(dates));
    }
    if (selector instanceof Selector.And and) {
      return one("and", all(and.parts()));
    }
    if (selector instanceof Selector.Or or) {
      return one("or", all(or.parts()));
    }
    return selector instanceof Selector.Not not ? one("not", selector(not.part())) : "all";
  }

  private static JsonObject one(String kind, Object value) {
    return new JsonObject().put(kind, value);
  }

  private static JsonArray all(List<Selector> parts) {
    return new JsonArray(parts.stream().map(PlanJson::selector).toList());
  }

  private static JsonObject fields(Selector.DateInKey dates) {
    return new JsonObject()
        .put("after", dates.after())
        .put("from", dates.from())
        .put("until", dates.until());
  }
}
