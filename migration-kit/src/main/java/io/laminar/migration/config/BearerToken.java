package io.laminar.migration.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What whoever may steer shows in the header {@code authorization: Bearer TOKEN} (RFC 6750, 2.1).
 * Never shown.
 */
public final class BearerToken {

  /** Lets everybody in. */
  public static final BearerToken NONE = new BearerToken("");

  private static final Pattern LEGAL = Pattern.compile("|[\\x21-\\x7e]{16,256}");
  private static final String SCHEME = "Bearer ";

  private final String token;

  /**
   * @param token empty: none
   */
  public BearerToken(String token) {
    this.token = token;
  }

  /** Says what is wrong with a token without showing it. */
  public static Configuration.Rule isStrong(Setting<String> setting) {
    return configuration ->
        LEGAL.matcher(configuration.get(setting)).matches()
            ? Optional.empty()
            : Optional.of(
                setting.key()
                    + " must be 16..256 printable characters without blanks, or empty, had "
                    + configuration.get(setting).length()
                    + " characters");
  }

  public boolean isNone() {
    return token.isEmpty();
  }

  /** The header's value that shows it. */
  public String header() {
    return SCHEME + token;
  }

  /**
   * Compares in constant time, so that the time tells nothing of the token.
   *
   * @param authorization the header's value; null if it was not sent
   */
  public boolean admits(String authorization) {
    return isNone()
        || authorization != null
            && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            && MessageDigest.isEqual(
                token.getBytes(StandardCharsets.UTF_8),
                authorization.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return isNone() ? "no token" : "***";
  }
}
