package io.laminar.bidder.catalog;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignFile;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.migration.config.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Campaigns in PostgreSQL, a document each: see {@link CampaignTable}. Each look asks for one
 * number; only when that has changed, for the documents that changed with it.
 */
public final class PostgresSource implements CampaignSource {

  private final Vertx vertx;
  private final CampaignTable table;
  private final Map<String, Parsed> parsedById = new HashMap<>();
  private long revision = -1;

  private record Parsed(long version, Campaign campaign) {}

  /**
   * @param table closed with this
   */
  public PostgresSource(Vertx vertx, CampaignTable table) {
    this.vertx = vertx;
    this.table = table;
  }

  @Override
  public String name() {
    return table.name();
  }

  @Override
  public Future<Optional<CampaignSet>> changed() {
    return table
        .revision()
        .compose(
            latest ->
                latest == revision
                    ? Future.succeededFuture(Optional.empty())
                    : table.load().compose(this::parse));
  }

  private Future<Optional<CampaignSet>> parse(CampaignTable.Content content) {
    return vertx
        .executeBlocking(() -> parseAll(content), false)
        .map(Optional::of)
        .onComplete(parsed -> revision = content.revision());
  }

  private CampaignSet parseAll(CampaignTable.Content content) {
    List<String> problems = new ArrayList<>();
    List<Campaign> campaigns = new ArrayList<>();
    Map<String, Parsed> all = new HashMap<>();
    for (Row row : content.rows()) {
      String id = row.getString(0);
      try {
        Parsed parsed = parse(id, row);
        all.put(id, parsed);
        campaigns.add(parsed.campaign());
      } catch (ConfigurationException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    parsedById.clear();
    parsedById.putAll(all);
    return new CampaignSet(content.currency(), content.seat(), campaigns);
  }

  private Parsed parse(String id, Row row) {
    Parsed known = parsedById.get(id);
    long version = row.getLong(1);
    if (known != null && known.version() == version) {
      return known;
    }
    Campaign campaign = CampaignFile.parseOne(row.getString(2), table.name() + ", campaign " + id);
    if (!campaign.id().equals(id)) {
      throw new ConfigurationException(
          List.of(
              table.name()
                  + ", campaign "
                  + id
                  + ": its document says that it is "
                  + campaign.id()));
    }
    return new Parsed(version, campaign);
  }

  @Override
  public Future<Void> close() {
    return table.close();
  }
}
