/**
 * What a migration is going to do, before and apart from doing it: the strategies as lists of
 * steps, the plan that chooses one and says between which stores, and the linter that decides
 * whether two steps may be in force side by side. Opens no store and moves nothing. Start reading
 * at {@link io.laminar.migration.plan.Strategy}, then {@link io.laminar.migration.plan.Plan} and
 * {@link io.laminar.migration.plan.Linter}.
 */
package io.laminar.migration.plan;
