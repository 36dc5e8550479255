package io.laminar.migration.control;

import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.route.Sides;
import io.laminar.migration.route.Standing;
import io.vertx.core.Vertx;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What a process brings along to take part in a fleet.
 *
 * @param identity who it is
 * @param opener opens both stores
 * @param store closed with the part
 * @param nanoTime its monotonic clock
 * @param wallMicros its wall clock, in microseconds since the epoch; may be wrong
 * @param node of its versions, 1 to 4095; equal versions of different values would never be told
 *     apart
 * @param standing what its routers ask, given what its lease says
 */
public record FleetSeat(
    Vertx vertx,
    Identity identity,
    FleetOptions fleet,
    LadderOptions ladder,
    Course course,
    Sides.Opener opener,
    ControlStore store,
    LongSupplier nanoTime,
    LongSupplier wallMicros,
    int node,
    Function<Standing.Reliance, Standing> standing) {}
