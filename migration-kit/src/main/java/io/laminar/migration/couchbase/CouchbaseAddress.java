package io.laminar.migration.couchbase;

import com.couchbase.client.core.msg.kv.DurabilityLevel;
import io.laminar.migration.store.Secrets;
import io.laminar.migration.store.Trouble;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an address says: {@code couchbase://user:password@host[:port][,host…]/bucket[?parameters]},
 * {@code couchbases://} for TLS.
 *
 * <p>The parameter {@code durability} (such as {@code majority}) says when a write counts as done;
 * all others, such as {@code network=external}, are the SDK's own.
 *
 * @param connectionString what the SDK connects to; neither user nor password
 * @param durability {@link DurabilityLevel#NONE}: a write is done when one node has it in memory
 */
record CouchbaseAddress(
    String connectionString,
    String user,
    String password,
    String bucket,
    DurabilityLevel durability) {

  private static final Pattern FORM =
      Pattern.compile("(couchbases?://)([^@/]+)@([^@/?]+)/([A-Za-z0-9_.%-]{1,100})(?:\\?(.*))?");
  private static final String DURABILITY = "durability=";

  /**
   * @throws IllegalArgumentException with what is allowed and without the password
   */
  static CouchbaseAddress parse(String uri) {
    Matcher form = FORM.matcher(uri);
    int colon = form.matches() ? form.group(2).indexOf(':') : -1;
    if (colon < 1) {
      throw new IllegalArgumentException(
          "a Couchbase address must look like couchbase://user:password@host/bucket, was \""
              + masked(uri)
              + "\"");
    }
    List<String> parameters =
        form.group(5) == null ? List.of() : Arrays.asList(form.group(5).split("&"));
    String ofTheSdk =
        String.join("&", parameters.stream().filter(p -> !p.startsWith(DURABILITY)).toList());
    return new CouchbaseAddress(
        form.group(1) + form.group(3) + (ofTheSdk.isEmpty() ? "" : "?" + ofTheSdk),
        decoded(form.group(2).substring(0, colon)),
        decoded(form.group(2).substring(colon + 1)),
        decoded(form.group(4)),
        parameters.stream()
            .filter(p -> p.startsWith(DURABILITY))
            .map(p -> durability(p.substring(DURABILITY.length())))
            .findFirst()
            .orElse(DurabilityLevel.NONE));
  }

  private static DurabilityLevel durability(String name) {
    return Arrays.stream(DurabilityLevel.values())
        .filter(level -> name(level).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "durability must be one of "
                        + Arrays.stream(DurabilityLevel.values())
                            .map(CouchbaseAddress::name)
                            .toList()
                        + ", was \""
                        + name
                        + "\""));
  }

  private static String name(DurabilityLevel level) {
    return level.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String masked(String uri) {
    return uri.replaceFirst("//[^@/]*@", "//");
  }

  /** The failures of who uses it. */
  Trouble trouble() {
    return new Trouble(toString(), Secrets.ofPassword(password));
  }

  /** For messages: where the data is. */
  @Override
  public String toString() {
    return connectionString.replaceFirst("\\?.*", "") + "/" + bucket;
  }
}
