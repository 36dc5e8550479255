package io.laminar.deploy.testkit;

import java.util.Locale;

/**
 * What a person may choose about tests: the system property {@code laminar.test.redis-image} or the
 * environment variable {@code LAMINAR_TEST_REDIS_IMAGE}, and so on.
 */
public final class TestSettings {

  private TestSettings() {}

  /** The value of a setting, or what holds otherwise. */
  public static String read(String name, String otherwise) {
    String property = System.getProperty("laminar.test." + name);
    if (property != null) {
      return property;
    }
    String variable = "LAMINAR_TEST_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    return System.getenv().getOrDefault(variable, otherwise);
  }
}
