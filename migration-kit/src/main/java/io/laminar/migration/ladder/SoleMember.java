package io.laminar.migration.ladder;

import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.SideWeather;
import io.laminar.migration.scan.Patience;
import io.vertx.core.Future;
import java.util.List;

/** A crew of one process: the record lies in the control store, the policy in this process. */
record SoleMember(Records records, Member member) implements Crew {

  @Override
  public Future<MigrationRecord> read(String name) {
    return records.read(name);
  }

  @Override
  public boolean acts() {
    return true;
  }

  @Override
  public Future<Void> ready(MigrationRecord next, Patience patience) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> write(MigrationRecord record, String why) {
    return records.write(record);
  }

  @Override
  public Future<Void> install(MigrationRecord record, Policy policy, Patience patience) {
    return member.install(policy);
  }

  @Override
  public Policy policy() {
    return member.policy();
  }

  @Override
  public Future<Findings> findings(Patience patience) {
    return Future.succeededFuture(
        new Findings(member.compared(), member.divergent(), member.lostMarks()));
  }

  @Override
  public Future<List<SideWeather>> weather() {
    return Future.succeededFuture(member.weather());
  }

  @Override
  public String waitingFor() {
    return "";
  }

  @Override
  public Future<Void> close() {
    return records.close();
  }
}
