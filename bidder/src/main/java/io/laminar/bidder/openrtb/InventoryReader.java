package io.laminar.bidder.openrtb;

import java.util.ArrayList;
import java.util.List;

/** Reads a site, app or out-of-home screen. */
final class InventoryReader {

  private static final int FIRST_TAXONOMY = 1;

  private final JsonReader in;

  private String id = "";
  private String domain = "";
  private String pageHost = "";
  private String bundle = "";
  private String publisherId = "";
  private String language = "";
  private int categoryTaxonomy = FIRST_TAXONOMY;
  private final List<String> categories = new ArrayList<>(4);

  private InventoryReader(JsonReader in) {
    this.in = in;
  }

  /** Reads the object that was entered. */
  static Inventory read(JsonReader in, Inventory.Kind kind) {
    var reader = new InventoryReader(in);
    reader.readMembers();
    return reader.inventory(kind);
  }

  private Inventory inventory(Inventory.Kind kind) {
    return new Inventory(
        kind,
        id,
        domain.isEmpty() ? pageHost : domain,
        bundle,
        publisherId,
        language,
        categoryTaxonomy,
        categories);
  }

  private void readMembers() {
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "id" -> id = in.textOrEmpty();
        case "domain" -> domain = in.lowerOrEmpty();
        case "page" -> {
          if (domain.isEmpty()) {
            pageHost = in.hostOrEmpty();
          } else {
            in.skip();
          }
        }
        case "bundle" -> bundle = in.textOrEmpty();
        case "cattax" -> categoryTaxonomy = in.integerOr(FIRST_TAXONOMY);
        case "cat", "sectioncat", "pagecat" -> categories.addAll(in.upperTexts());
        case "publisher" -> readPublisher();
        case "content" -> readContent();
        default -> in.skip();
      }
    }
  }

  private void readPublisher() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      if (name.equals("id")) {
        publisherId = in.textOrEmpty();
      } else {
        in.skip();
      }
    }
  }

  private void readContent() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    int taxonomy = FIRST_TAXONOMY;
    List<String> ofContent = List.of();
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "language" -> language = in.lowerOrEmpty();
        case "cattax" -> taxonomy = in.integerOr(FIRST_TAXONOMY);
        case "cat" -> ofContent = in.upperTexts();
        default -> in.skip();
      }
    }
    // Categories of two taxonomies cannot stand in one list.
    if (taxonomy == categoryTaxonomy || categories.isEmpty()) {
      categoryTaxonomy = ofContent.isEmpty() ? categoryTaxonomy : taxonomy;
      categories.addAll(ofContent);
    }
  }
}
