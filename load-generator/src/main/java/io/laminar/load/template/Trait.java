package io.laminar.load.template;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a sample is like; {@link TemplateMix} weighs samples by it. */
public enum Trait {
  SITE,
  APP,
  DOOH,
  BANNER,
  VIDEO,
  AUDIO,
  NATIVE,
  DEAL,
  ONE_IMP,
  MANY_IMPS,
  /** Up to 1 kB. */
  SMALL,
  /** Up to 4 kB. */
  MEDIUM,
  /** Above. */
  LARGE,
  GDPR,
  COPPA,
  GPP,
  US_PRIVACY;

  private static final int SMALL_BYTES = 1_000;
  private static final int MEDIUM_BYTES = 4_000;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name on the command line, such as {@code many-imps}. */
  public String label() {
    return label;
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Trait::label).toList();
  }

  /**
   * The one of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Trait of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** The one that a field of a request speaks of. */
  static Trait ofField(String field) {
    return valueOf(field.toUpperCase(Locale.ROOT));
  }

  static Trait ofSize(int bytes) {
    return bytes <= SMALL_BYTES ? SMALL : bytes <= MEDIUM_BYTES ? MEDIUM : LARGE;
  }
}
