package io.laminar.migration.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a store's address must not be shown: user and password before the host, and parameters
 * that hold a password.
 */
public final class Secrets {

  /** Up to the last @ before parameters: sloppy addresses hold @ and / in their passwords. */
  private static final Pattern USER_INFO = Pattern.compile("//([^?\\s]*)@");

  private static final Pattern PARAMETER =
      Pattern.compile(
          "([?&][a-z_]*(?:password|secret|token)=)([^&\\s]*)", Pattern.CASE_INSENSITIVE);

  private static final String HIDDEN = "***";

  private final Set<String> words = new TreeSet<>(Secrets::compareLongestFirst);

  private Secrets() {}

  /** The secrets of an address, to be kept out of what its server says. */
  public static Secrets of(String address) {
    var secrets = new Secrets();
    Matcher userInfo = USER_INFO.matcher(address);
    if (userInfo.find()) {
      String text = userInfo.group(1);
      int colon = text.indexOf(':');
      secrets.add(colon < 0 ? "" : text.substring(colon + 1));
    }
    PARAMETER.matcher(address).results().forEach(found -> secrets.add(found.group(2)));
    return secrets;
  }

  /** A password alone; empty for none. */
  public static Secrets ofPassword(String password) {
    var secrets = new Secrets();
    secrets.add(password);
    return secrets;
  }

  /** The address without user and password. */
  public static String masked(String address) {
    String noUser = USER_INFO.matcher(address).replaceFirst("//");
    return PARAMETER.matcher(noUser).replaceAll("$1" + HIDDEN);
  }

  /** The text with {@code ***} in place of every secret. */
  public String hiddenIn(String text) {
    String shown = text;
    for (String word : words) {
      shown = shown.replace(word, HIDDEN);
    }
    return shown;
  }

  private void add(String word) {
    if (word.isEmpty()) {
      return;
    }
    words.add(word);
    try {
      words.add(URLDecoder.decode(word, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      words.add(word); // not encoded, so there is no second way to write it
    }
  }

  private static int compareLongestFirst(String a, String b) {
    int byLength = Integer.compare(b.length(), a.length());
    return byLength != 0 ? byLength : a.compareTo(b);
  }
}
