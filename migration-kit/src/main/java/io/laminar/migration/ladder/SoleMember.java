package io.laminar.migration.ladder;

import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.vertx.core.Future;

/** A crew of one process: the record lies in the control store, the policy in this process. */
record SoleMember(Records records, Member member) implements Crew {

  @Override
  public Future<MigrationRecord> read(String name) {
    return records.read(name);
  }

  @Override
  public Future<Void> write(MigrationRecord record, Policy policy) {
    return records.write(record);
  }

  @Override
  public Future<Void> install(MigrationRecord record, Policy policy) {
    return member.install(policy);
  }

  @Override
  public Policy policy() {
    return member.policy();
  }

  @Override
  public Future<Void> close() {
    return records.close();
  }
}
