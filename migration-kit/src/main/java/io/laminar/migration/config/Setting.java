package io.laminar.migration.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One setting: its key, default, unit, allowed values and meaning, and how its text is read.
 *
 * <p>Immutable. The same declaration reads the value, explains a wrong one, fills {@code --help}
 * and prints {@code laminar config}.
 *
 * @param <T> the type of the value once read
 */
public final class Setting<T> {

  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*([.-][a-z0-9]+)*");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(us|ms|s|m|h|d)");

  /** Reads a value from its text. */
  private interface Reader<T> {
    /**
     * @throws IllegalArgumentException if the text is not allowed; the message is not shown
     */
    T read(String text);
  }

  private final String key;
  private final String unit;
  private final String allowed;
  private final String defaultText;
  private final String meaning;
  private final Reader<T> reader;
  private final boolean secret;

  private Setting(
      String key,
      String unit,
      String allowed,
      String defaultText,
      String meaning,
      Reader<T> reader) {
    this(key, unit, allowed, defaultText, meaning, reader, false);
  }

  private Setting(
      String key,
      String unit,
      String allowed,
      String defaultText,
      String meaning,
      Reader<T> reader,
      boolean secret) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("not a key: " + key);
    }
    this.key = key;
    this.unit = unit;
    this.allowed = allowed;
    this.defaultText = defaultText;
    this.meaning = Objects.requireNonNull(meaning);
    this.reader = reader;
    this.secret = secret;
    reader.read(defaultText);
  }

  /** A whole number in {@code min..max}, counted in {@code unit} (empty: a plain count). */
  public static Setting<Integer> integer(
      String key, int min, int max, String unit, int defaultValue, String meaning) {
    return new Setting<>(
        key,
        unit,
        min + ".." + max,
        Integer.toString(defaultValue),
        meaning,
        text -> {
          int value = Integer.parseInt(text.trim());
          require(value >= min && value <= max);
          return value;
        });
  }

  /** A decimal number in {@code min..max}. */
  public static Setting<Double> decimal(
      String key, double min, double max, String unit, double defaultValue, String meaning) {
    return new Setting<>(
        key,
        unit,
        min + ".." + max,
        Double.toString(defaultValue),
        meaning,
        text -> {
          double value = Double.parseDouble(text.trim());
          require(value >= min && value <= max);
          return value;
        });
  }

  /** A span of time such as {@code 250ms}, {@code 3s} or {@code 2m}, in {@code min..max}. */
  public static Setting<Duration> duration(
      String key, String min, String max, String defaultValue, String meaning) {
    Duration least = parseDuration(min);
    Duration most = parseDuration(max);
    return new Setting<>(
        key,
        "duration",
        min + ".." + max + " (us, ms, s, m, h or d)",
        defaultValue,
        meaning,
        text -> {
          Duration value = parseDuration(text.trim());
          require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
          return value;
        });
  }

  /** {@code true} or {@code false}. */
  public static Setting<Boolean> flag(String key, boolean defaultValue, String meaning) {
    return new Setting<>(
        key,
        "",
        "true or false",
        Boolean.toString(defaultValue),
        meaning,
        text -> {
          String value = text.trim().toLowerCase(Locale.ROOT);
          require(value.equals("true") || value.equals("false"));
          return value.equals("true");
        });
  }

  /** Any text, empty included. */
  public static Setting<String> text(String key, String defaultValue, String meaning) {
    return new Setting<>(key, "", "any text", defaultValue, meaning, text -> text);
  }

  /** A password, which is shown nowhere; empty: none. */
  public static Setting<String> secret(String key, String meaning) {
    return new Setting<>(key, "", "any text", "", meaning, text -> text, true);
  }

  /** Text that matches a pattern; {@code allowed} says in words what the pattern accepts. */
  public static Setting<String> matching(
      String key, Pattern pattern, String allowed, String defaultValue, String meaning) {
    return new Setting<>(
        key,
        "",
        allowed,
        defaultValue,
        meaning,
        text -> {
          require(pattern.matcher(text).matches());
          return text;
        });
  }

  /** One of a few words. */
  public static Setting<String> choice(
      String key, List<String> words, String defaultValue, String meaning) {
    return new Setting<>(
        key,
        "",
        "one of " + String.join(", ", words),
        defaultValue,
        meaning,
        text -> {
          require(words.contains(text.trim()));
          return text.trim();
        });
  }

  /** True if the value must not be shown. */
  public boolean isSecret() {
    return secret;
  }

  /** Lower-case words joined by dots and dashes, such as {@code bidder.body-limit}. */
  public String key() {
    return key;
  }

  /** What the number counts; empty for text and plain counts. */
  public String unit() {
    return unit;
  }

  /** The allowed values, in words. */
  public String allowed() {
    return allowed;
  }

  /** The value that holds when nobody sets one, as text. */
  public String defaultText() {
    return defaultText;
  }

  /** One sentence for the person who sets it. */
  public String meaning() {
    return meaning;
  }

  /** The name of the environment variable, such as {@code LAMINAR_BIDDER_BODY_LIMIT}. */
  public String environmentName() {
    return "LAMINAR_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The name of the flag, such as {@code --bidder-body-limit}. */
  public String flagName() {
    return "--" + key.replace('.', '-');
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException with the key, the text and what is allowed
   */
  public T read(String text) {
    try {
      return reader.read(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " must be " + allowed + ", was \"" + text + "\"", e);
    }
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("out of range");
    }
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    require(matcher.matches());
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1000L));
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  @Override
  public String toString() {
    return key;
  }
}
