package io.laminar.migration.redshift;

import io.vertx.pgclient.PgConnectOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code redshift://user:password@host[:port]/database[?parameters]}; the parameters are those of
 * the PostgreSQL client, such as {@code sslmode=require}.
 */
record RedshiftAddress(String uri) {

  private static final int REDSHIFT_PORT = 5439;
  private static final Pattern FORM =
      Pattern.compile("redshift://[^@/]+@(?:\\[[^\\]]+\\]|[^@/:?]+)(:\\d+)?/[^/?]+(\\?.*)?");

  RedshiftAddress {
    if (!FORM.matcher(uri).matches()) {
      throw new IllegalArgumentException(
          "a Redshift address must look like redshift://user:password@host:5439/database, was \""
              + masked(uri)
              + "\"");
    }
  }

  PgConnectOptions connectOptions() {
    PgConnectOptions options =
        PgConnectOptions.fromUri(uri.replaceFirst("^redshift:", "postgresql:"))
            .setCachePreparedStatements(true)
            // Redshift's guide says nothing of a second statement before the first is answered
            .setPipeliningLimit(1);
    Matcher form = FORM.matcher(uri);
    return form.matches() && form.group(1) == null ? options.setPort(REDSHIFT_PORT) : options;
  }

  private static String masked(String uri) {
    return uri.replaceFirst("//[^@/]*@", "//");
  }

  /** For messages: neither user nor password. */
  @Override
  public String toString() {
    return masked(uri).replaceFirst("\\?.*", "");
  }
}
