package io.laminar.bidder.catalog;

import io.laminar.bidder.admin.AdminCall;
import io.laminar.bidder.admin.AdminRoute;
import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignFile;
import io.laminar.migration.config.ConfigurationException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Operators' way to campaigns:
 *
 * <pre>
 * GET    /campaigns?state=active&amp;after=ID&amp;limit=100   what is in use, a page at a time
 * GET    /campaigns/ID                                one, its document and its money
 * POST   /campaigns                                   creates one
 * PUT    /campaigns/ID          if-match: "VERSION"   changes it
 * DELETE /campaigns/ID          if-match: "VERSION"
 * POST   /campaigns/ID/pause, /campaigns/ID/resume
 * </pre>
 *
 * <p>Documents are what a campaign is in a file, as JSON or YAML. What is changed is checked first,
 * and is in use in this bidder before the answer goes out; the others see it at their next look.
 * 405 if the campaigns come from a file, 409 if there is one of that id, 412 if somebody else was
 * faster, 422 with all problems, 428 without a version. Belongs to the admin server's event loop.
 */
public final class CampaignsApi implements Handler<AdminCall> {

  public static final String PATH = "/campaigns";

  private final CatalogKeeper catalog;
  private final CampaignViews views;
  private final Supplier<CampaignTable> tables;
  private CampaignTable table;
  private volatile Context context;

  /**
   * @param tables opens the table of campaigns on this API's event loop; null if they are not in
   *     one
   */
  public CampaignsApi(CatalogKeeper catalog, CampaignViews views, Supplier<CampaignTable> tables) {
    this.catalog = catalog;
    this.views = views;
    this.tables = tables;
  }

  /** This API at its path. */
  public AdminRoute route() {
    return new AdminRoute(PATH, this);
  }

  @Override
  public void handle(AdminCall call) {
    try {
      route(call);
    } catch (ConfigurationException e) {
      call.reply(422, problems(e.problems()));
    }
  }

  private void route(AdminCall call) {
    String below = call.path().substring(PATH.length());
    if (below.isEmpty() || below.equals("/")) {
      handleAll(call);
      return;
    }
    String[] parts = below.substring(1).split("/", -1);
    if (parts.length == 1) {
      handleOne(call, parts[0]);
    } else if (parts.length == 2 && (parts[1].equals("pause") || parts[1].equals("resume"))) {
      if (call.method() == HttpMethod.POST) {
        answer(call, pause(call, parts[0], parts[1].equals("pause")));
      } else {
        call.wrongMethod("POST");
      }
    } else {
      call.problem(
          404, "there is no " + call.path() + "; there is " + PATH + "/ID/pause, …/resume");
    }
  }

  private void handleAll(AdminCall call) {
    if (call.method() == HttpMethod.GET) {
      call.reply(
          200,
          views.page(
              catalog.status(),
              call.parameter("state"),
              call.parameter("after"),
              call.parameter("limit")));
    } else if (call.method() == HttpMethod.POST) {
      answer(call, create(call));
    } else {
      call.wrongMethod("GET, POST");
    }
  }

  private void handleOne(AdminCall call, String id) {
    if (call.method() == HttpMethod.GET) {
      answer(call, show(call, id));
    } else if (call.method() == HttpMethod.PUT) {
      answer(call, change(call, id));
    } else if (call.method() == HttpMethod.DELETE) {
      answer(call, delete(call, id));
    } else {
      call.wrongMethod("GET, PUT, DELETE");
    }
  }

  private Future<Void> show(AdminCall call, String id) {
    if (tables == null) {
      Optional<Campaign> campaign = views.find(id);
      if (campaign.isEmpty()) {
        call.problem(404, "there is no campaign " + id);
      } else {
        call.reply(200, views.summary(campaign.get()));
      }
      return Future.succeededFuture();
    }
    return table()
        .find(id)
        .map(
            found -> {
              if (found.isEmpty()) {
                call.problem(404, "there is no campaign " + id);
                return null;
              }
              JsonObject shown =
                  views
                      .find(id)
                      .map(views::summary)
                      .orElseGet(() -> new JsonObject().put("id", id));
              reply(
                  call,
                  200,
                  found.get().version(),
                  shown.put("document", new JsonObject(found.get().text())));
              return null;
            });
  }

  private Future<Void> create(AdminCall call) {
    if (refusesToWrite(call)) {
      return Future.succeededFuture();
    }
    String text = text(call);
    Campaign campaign = CampaignFile.parseOne(text, "body");
    return table()
        .create(campaign.id(), CampaignFile.json(text, "body"))
        .compose(
            version -> {
              if (version.isEmpty()) {
                call.problem(409, "there is a campaign " + campaign.id() + " already");
                return Future.succeededFuture();
              }
              call.put("location", PATH + "/" + campaign.id());
              return inUse(call, 201, campaign.id(), version.get());
            });
  }

  private Future<Void> change(AdminCall call, String id) {
    if (refusesToWrite(call)) {
      return Future.succeededFuture();
    }
    String text = text(call);
    Campaign campaign = CampaignFile.parseOne(text, "body");
    if (!campaign.id().equals(id)) {
      throw new ConfigurationException(
          List.of("body: id must be " + id + ", as in the path, was " + campaign.id()));
    }
    Long version = version(call);
    return version == null
        ? Future.succeededFuture()
        : table()
            .change(id, CampaignFile.json(text, "body"), version)
            .compose(changed -> changed(call, id, version, changed));
  }

  private Future<Void> delete(AdminCall call, String id) {
    Long version = refusesToWrite(call) ? null : version(call);
    return version == null
        ? Future.succeededFuture()
        : table().delete(id, version).compose(gone -> changed(call, id, version, gone));
  }

  /** Whoever pauses wants it to stop, whatever else was changed: no version is asked for. */
  private Future<Void> pause(AdminCall call, String id, boolean paused) {
    if (refusesToWrite(call)) {
      return Future.succeededFuture();
    }
    return table()
        .find(id)
        .compose(
            found -> {
              if (found.isEmpty()) {
                call.problem(404, "there is no campaign " + id);
                return Future.succeededFuture();
              }
              long version = found.get().version();
              String document =
                  new JsonObject(found.get().text())
                      .put("state", paused ? "paused" : "active")
                      .encode();
              return table()
                  .change(id, document, version)
                  .compose(
                      changed ->
                          changed.isEmpty()
                              ? pause(call, id, paused)
                              : inUse(call, 200, id, changed.get()));
            });
  }

  private Future<Void> changed(AdminCall call, String id, long version, Optional<Long> changed) {
    if (changed.isPresent()) {
      boolean deleted = call.method() == HttpMethod.DELETE;
      return inUse(call, 200, id, deleted ? version : changed.get());
    }
    return table()
        .find(id)
        .map(
            found -> {
              if (found.isEmpty()) {
                call.problem(404, "there is no campaign " + id);
              } else {
                call.put("etag", tag(found.get().version()));
                call.problem(
                    412,
                    "campaign "
                        + id
                        + " has version "
                        + found.get().version()
                        + ", not "
                        + version
                        + ": somebody changed it; get it and try again");
              }
              return null;
            });
  }

  /** Answers once this bidder uses what was changed, or says why it does not. */
  private Future<Void> inUse(AdminCall call, int status, String id, long version) {
    return catalog
        .refresh()
        .map(
            looked -> {
              var body =
                  new JsonObject()
                      .put("id", id)
                      .put("version", version)
                      .put("in-use", catalog.problem().isEmpty());
              catalog.problem().ifPresent(problem -> body.put("problem", problem));
              reply(call, status, version, body);
              return null;
            });
  }

  private boolean refusesToWrite(AdminCall call) {
    if (tables != null) {
      return false;
    }
    call.put("allow", "GET");
    call.problem(
        405,
        "the campaigns come from "
            + catalog.status().source()
            + ": change them there; bidder.campaigns = postgres lets them be changed here");
    return true;
  }

  /** The version that the caller has seen; null, with the call answered, if that is not told. */
  private static Long version(AdminCall call) {
    String tag = call.header("if-match");
    if (tag == null) {
      call.problem(428, "send if-match with the version that GET told as etag, such as \"7\"");
      return null;
    }
    String digits = tag.replace("\"", "").strip();
    if (!digits.matches("\\d{1,18}")) {
      throw new IllegalArgumentException("if-match must be a version such as \"7\", was " + tag);
    }
    return Long.valueOf(digits);
  }

  private static void reply(AdminCall call, int status, long version, JsonObject body) {
    call.put("etag", tag(version));
    call.reply(status, body);
  }

  private static String tag(long version) {
    return "\"" + version + '"';
  }

  private static String text(AdminCall call) {
    return call.body().toString(StandardCharsets.UTF_8);
  }

  /** Lets go of the table. Any thread. */
  public Future<Void> close() {
    Context used = context;
    if (used == null) {
      return Future.succeededFuture();
    }
    Promise<Void> closed = Promise.promise();
    used.runOnContext(here -> table.close().onComplete(closed));
    return closed.future();
  }

  private CampaignTable table() {
    if (table == null) {
      table = tables.get();
      context = Vertx.currentContext();
    }
    return table;
  }

  private static void answer(AdminCall call, Future<Void> answered) {
    answered.onFailure(failure -> call.problem(503, String.valueOf(failure.getMessage())));
  }

  /** What is wrong with a document. */
  private static JsonObject problems(List<String> problems) {
    return new JsonObject()
        .put("error", "the campaign has " + problems.size() + " problems")
        .put("problems", new JsonArray(problems));
  }
}
