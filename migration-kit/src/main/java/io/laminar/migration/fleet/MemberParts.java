package io.laminar.migration.fleet;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a {@link FleetMember} is made of.
 *
 * @param identity who it is
 * @param installer done when every operation follows the publication, and those begun under the one
 *     before have ended; called again with the same one after the lease had run out
 * @param report what the member says of itself with each renewal
 * @param first what to publish if nothing has been published yet
 * @param appointed told when this member becomes the one that may publish
 */
public record MemberParts(
    Identity identity,
    Installer installer,
    Supplier<JsonObject> report,
    Draft first,
    Runnable appointed) {

  /** Puts a publication into force in this process. */
  public interface Installer extends Function<Head, Future<Void>> {}
}
