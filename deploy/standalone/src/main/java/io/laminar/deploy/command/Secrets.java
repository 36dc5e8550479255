package io.laminar.deploy.command;

import java.util.regex.Pattern;

/** Passwords in addresses, which must not be printed. */
public final class Secrets {

  /** What stands in the place of a secret. */
  public static final String HIDDEN = "***";

  private static final Pattern USER_INFO = Pattern.compile("(//[^:@/\\s\"]*):[^/\\s\"]*@");
  private static final Pattern PARAMETER =
      Pattern.compile("([?&][a-z_]*password=)[^&\\s\"]*", Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** The same text with {@code ***} in place of every password of an address. */
  public static String masked(String text) {
    String noUserInfo = USER_INFO.matcher(text).replaceAll("$1:***@");
    return PARAMETER.matcher(noUserInfo).replaceAll("$1***");
  }
}
