package io.laminar.bidder.openrtb;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code source}, of which the supply chain is used. */
final class SupplyChainReader {

  private SupplyChainReader() {}

  /** Reads a source, or the ext where the chain stood before 2.6. */
  static SupplyChain readHolder(JsonReader in, SupplyChain before) {
    SupplyChain chain = before;
    if (in.enterObjectIfAny()) {
      for (String name = in.nextMember(); name != null; name = in.nextMember()) {
        switch (name) {
          case "schain" -> chain = read(in);
          case "ext" -> chain = readHolder(in, chain);
          default -> in.skip();
        }
      }
    }
    return chain;
  }

  static SupplyChain read(JsonReader in) {
    if (!in.enterObjectIfAny()) {
      return SupplyChain.NONE;
    }
    boolean complete = false;
    List<SupplyChain.Node> nodes = new ArrayList<>(4);
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "complete" -> complete = in.isSet();
        case "nodes" -> in.each(() -> readNode(in, nodes));
        default -> in.skip();
      }
    }
    return new SupplyChain(complete, nodes);
  }

  private static void readNode(JsonReader in, List<SupplyChain.Node> nodes) {
    if (!in.enterObjectIfAny()) {
      return;
    }
    String system = "";
    String seller = "";
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "asi" -> system = in.lowerOrEmpty();
        case "sid" -> seller = in.textOrEmpty();
        default -> in.skip();
      }
    }
    nodes.add(new SupplyChain.Node(system, seller));
  }
}
