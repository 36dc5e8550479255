package io.laminar.load;

import io.laminar.load.template.TemplateMix;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.List;
import java.util.Optional;

/**
 * What requests ask for, and for whom.
 *
 * @param users different users at a time, see {@link io.laminar.load.user.UserIds}
 * @param zipfExponent of the distribution over users; 0 = uniform
 * @param churn users a second that never come again; each is replaced by a new one
 * @param seed of all random choices
 * @param weights see {@link TemplateMix}; empty = every sample as often as any other
 */
public record MixOptions(int users, double zipfExponent, double churn, int seed, String weights) {

  public static final Setting<Double> CHURN =
      Setting.decimal(
          "load.churn",
          0,
          1_000_000,
          "users/s",
          0,
          "how many users a second leave for good; new ones, without a profile, take their places");
  public static final Setting<String> MIX =
      Setting.matching(
          "load.mix",
          TemplateMix.PATTERN,
          TemplateMix.ALLOWED,
          "",
          "how often samples with a trait are used, beside the others at 1; factors multiply");

  public static final List<Setting<?>> SETTINGS = List.of(CHURN, MIX);

  static final List<Configuration.Rule> RULES =
      List.of(
          given -> {
            try {
              TemplateMix.of(given.get(MIX));
              return Optional.empty();
            } catch (IllegalArgumentException e) {
              return Optional.of(MIX + ": " + e.getMessage());
            }
          });

  static MixOptions from(Configuration given) {
    return new MixOptions(
        given.get(LoadOptions.USERS),
        given.get(LoadOptions.ZIPF_EXPONENT),
        given.get(CHURN),
        given.get(LoadOptions.SEED),
        given.get(MIX));
  }
}
