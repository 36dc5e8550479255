package io.laminar.bidder.auction;

import io.laminar.bidder.openrtb.SupplyChain;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Whom we buy from, by the supply chain that a request shows. Immutable; thread-safe. */
public final class SellerPolicy {

  private static final String ANY = "any";
  private static final String COMPLETE = "complete";

  public static final Setting<String> CHAIN =
      Setting.choice(
          "bidder.supply-chain",
          List.of(ANY, COMPLETE),
          ANY,
          "which requests are bid on: any, or only those whose supply chain leads back to the"
              + " owner");
  public static final Setting<String> BLOCKED =
      Setting.matching(
          "bidder.blocked-sellers",
          Pattern.compile("|[a-z0-9.-]+(/[^,/\\s]+)?(,[a-z0-9.-]+(/[^,/\\s]+)?)*"),
          "domains of selling systems, or domain/seller, with commas between them, or empty",
          "",
          "whom in a supply chain is not bought from");

  public static final List<Setting<?>> SETTINGS = List.of(CHAIN, BLOCKED);

  private final boolean complete;
  private final Set<String> blocked;

  private SellerPolicy(boolean complete, Set<String> blocked) {
    this.complete = complete;
    this.blocked = blocked;
  }

  public static SellerPolicy from(Configuration configuration) {
    String sellers = configuration.get(BLOCKED);
    return new SellerPolicy(
        configuration.get(CHAIN).equals(COMPLETE),
        sellers.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(sellers.split(","))));
  }

  /** Why a chain is not bought from, or null if it is. */
  public Reason objection(SupplyChain chain) {
    List<SupplyChain.Node> nodes = blocked.isEmpty() ? List.of() : chain.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      SupplyChain.Node node = nodes.get(i);
      if (blocked.contains(node.system())
          || blocked.contains(node.system() + '/' + node.seller())) {
        return Reason.BLOCKED_SELLER;
      }
    }
    return complete && !(chain.isKnown() && chain.complete()) ? Reason.INCOMPLETE_CHAIN : null;
  }
}
