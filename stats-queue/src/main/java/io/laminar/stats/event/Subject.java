package io.laminar.stats.event;

/**
 * What a sum is about; each part may be empty.
 *
 * @param name a campaign's id or a reason, as the fact says
 * @param creative the creative's id
 * @param deal the deal's id; empty in the open market
 * @param exchange which exchange it happened on
 */
public record Subject(String name, String creative, String deal, String exchange)
    implements Comparable<Subject> {

  /** About nothing in particular. */
  public static final Subject NONE = new Subject("", "", "", "");

  public Subject {
    Texts.requireLegal("subject", name);
    Texts.requireLegal("creative", creative);
    Texts.requireLegal("deal", deal);
    Texts.requireLegal("exchange", exchange);
  }

  /** True if a part may be this text. */
  public static boolean isLegal(String text) {
    return Texts.isLegal(text);
  }

  /** A name alone. */
  public static Subject of(String name) {
    return name.isEmpty() ? NONE : new Subject(name, "", "", "");
  }

  @Override
  public int compareTo(Subject other) {
    int order = name.compareTo(other.name);
    order = order == 0 ? creative.compareTo(other.creative) : order;
    order = order == 0 ? deal.compareTo(other.deal) : order;
    return order == 0 ? exchange.compareTo(other.exchange) : order;
  }
}
