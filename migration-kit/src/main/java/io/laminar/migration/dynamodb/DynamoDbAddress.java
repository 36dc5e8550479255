package io.laminar.migration.dynamodb;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a {@code dynamodb://} address says.
 *
 * <ul>
 *   <li>{@code dynamodb:///table?region=eu-west-1}: AWS itself, with the SDK's default credentials
 *   <li>{@code dynamodb://host:port/table}: an endpoint over plain HTTP, which is DynamoDB Local:
 *       made-up credentials unless {@code user:secret@} stands before the host
 *   <li>{@code dynamodbs://host:port/table?region=eu-west-1}: an endpoint over HTTPS, with the
 *       SDK's default credentials unless some are given
 * </ul>
 *
 * Without a table in the path the namespace is the table.
 *
 * @param endpoint empty for AWS itself
 * @param table its name
 * @param valueAttribute where the value is; another name than ours for a table that an old system
 *     left
 * @param create true: the table is made if there is none, and its expiry switched on if it is off
 * @param credentials empty for the SDK's default chain
 */
public record DynamoDbAddress(
    Optional<URI> endpoint,
    String region,
    String table,
    String valueAttribute,
    boolean create,
    Optional<Login> credentials) {

  /** An access key that was given in the address. */
  public record Login(String accessKeyId, String secretKey) {
    @Override
    public String toString() {
      return "login of " + accessKeyId;
    }
  }

  /** The schemes of such addresses. */
  public static final List<String> SCHEMES = List.of("dynamodb://", "dynamodbs://");

  static final String DEFAULT_VALUE_ATTRIBUTE = "d";

  private static final Pattern LEGAL_TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
  private static final Pattern LEGAL_REGION = Pattern.compile("[a-z0-9-]{2,40}");
  private static final String LOCAL_REGION = "us-east-1";
  private static final int MAX_ATTRIBUTE_NAME = 255;
  private static final Set<String> PARAMETERS = Set.of("region", "value", "create");
  private static final Login MADE_UP = new Login("laminar", "laminar");

  /**
   * Reads an address.
   *
   * @param namespace the table where the address names none
   * @throws IllegalArgumentException with what is wrong and what is allowed, never with a secret
   */
  public static DynamoDbAddress of(String text, String namespace) {
    URI uri = uri(text);
    Map<String, String> parameters = parameters(uri);
    boolean isAws = uri.getHost() == null;
    boolean isSecure = isAws || uri.getScheme().equals("dynamodbs");
    Optional<Login> given = login(uri);
    return new DynamoDbAddress(
        isAws ? Optional.empty() : Optional.of(endpoint(uri, isSecure)),
        region(parameters.get("region"), isSecure),
        table(path(uri).isEmpty() ? namespace : path(uri)),
        valueAttribute(parameters.getOrDefault("value", DEFAULT_VALUE_ATTRIBUTE)),
        flag(parameters.getOrDefault("create", "true")),
        isSecure ? given : Optional.of(given.orElse(MADE_UP)));
  }

  /**
   * The address for another store beside the one that an address names: if it names a table, that
   * name gets the suffix; if not, the namespace will.
   */
  public static String beside(String text, String suffix) {
    String path = path(uri(text));
    if (path.isEmpty()) {
      return text;
    }
    int query = text.indexOf('?');
    String head = query < 0 ? text : text.substring(0, query);
    String bare = head.endsWith("/") ? head.substring(0, head.length() - 1) : head;
    return bare + "_" + suffix + (query < 0 ? "" : text.substring(query));
  }

  /** Where it is, without credentials. */
  @Override
  public String toString() {
    String scheme =
        endpoint.filter(uri -> uri.getScheme().equals("https")).isPresent()
            ? "dynamodbs"
            : "dynamodb";
    return scheme
        + "://"
        + endpoint.map(URI::getAuthority).orElse("")
        + "/"
        + table
        + "?region="
        + region;
  }

  private static URI uri(String text) {
    try {
      // Java's URI needs an authority: that of AWS itself is empty
      var uri = new URI(text);
      boolean hasHost = uri.getHost() != null;
      boolean isEmpty = uri.getRawAuthority() == null;
      if (!hasHost && !(isEmpty && "dynamodb".equals(uri.getScheme()))) {
        throw new IllegalArgumentException(
            "a DynamoDB address must be dynamodb:///table?region=… or dynamodb://host:port/table");
      }
      return uri;
    } catch (URISyntaxException e) {
      // its message would repeat the text, credentials included
      throw new IllegalArgumentException(
          "a DynamoDB address is not a URI: " + e.getReason() + " at " + e.getIndex());
    }
  }

  private static URI endpoint(URI uri, boolean isSecure) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create((isSecure ? "https://" : "http://") + uri.getHost() + port);
  }

  private static String path(URI uri) {
    String path = uri.getPath() == null ? "" : uri.getPath();
    String bare = path.startsWith("/") ? path.substring(1) : path;
    return bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
  }

  private static Map<String, String> parameters(URI uri) {
    Map<String, String> parameters = new HashMap<>();
    if (uri.getQuery() == null) {
      return parameters;
    }
    for (String pair : uri.getQuery().split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (equals < 0 || !PARAMETERS.contains(name)) {
        throw new IllegalArgumentException(
            "a DynamoDB address takes region=…, value=… and create=…, had \"" + name + "\"");
      }
      parameters.put(name, pair.substring(equals + 1));
    }
    return parameters;
  }

  private static String region(String given, boolean isNeeded) {
    if (given == null && isNeeded) {
      throw new IllegalArgumentException(
          "a DynamoDB address needs its region, such as dynamodb:///table?region=eu-west-1");
    }
    String region = given == null ? LOCAL_REGION : given;
    if (!LEGAL_REGION.matcher(region).matches()) {
      throw new IllegalArgumentException(
          "a region must match " + LEGAL_REGION.pattern() + ", was \"" + region + "\"");
    }
    return region;
  }

  private static String table(String name) {
    if (!LEGAL_TABLE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a DynamoDB table must match " + LEGAL_TABLE.pattern() + ", was \"" + name + "\"");
    }
    return name;
  }

  private static String valueAttribute(String name) {
    if (name.isEmpty()
        || name.length() > MAX_ATTRIBUTE_NAME
        || ItemLayout.OWN_ATTRIBUTES.contains(name)) {
      throw new IllegalArgumentException(
          "the value's attribute must have 1.."
              + MAX_ATTRIBUTE_NAME
              + " characters and be none of "
              + ItemLayout.OWN_ATTRIBUTES
              + ", was \""
              + name
              + "\"");
    }
    return name;
  }

  private static boolean flag(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("create must be true or false, was \"" + text + "\"");
    }
    return text.equals("true");
  }

  private static Optional<Login> login(URI uri) {
    String user = uri.getUserInfo();
    if (user == null) {
      return Optional.empty();
    }
    int colon = user.indexOf(':');
    if (colon < 1 || colon == user.length() - 1) {
      throw new IllegalArgumentException(
          "credentials in a DynamoDB address must be accessKeyId:secretKey@");
    }
    return Optional.of(new Login(user.substring(0, colon), user.substring(colon + 1)));
  }
}
