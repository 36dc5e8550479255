package io.laminar.migration.redshift;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses statements outside the part of SQL that Amazon Redshift documents and the adapter may use
 * (Database Developer Guide: SQL commands, SQL functions, VARBYTE type).
 *
 * <p>It knows what is allowed, not what is forbidden: a word it does not know is refused. So it
 * must be taught each new word, after a look into the guide.
 */
public final class RedshiftSubset {

  /** The guide, "SQL commands": the most that a statement may have. */
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  /** The guide, "PREPARE". */
  private static final int MAX_PARAMETER = 32_767;

  private static final String NAME = "[a-z][a-z0-9_]*";
  private static final String TYPE =
      "(?:varchar\\(250\\)(?: COLLATE CASE_SENSITIVE)?|varbyte\\(1024000\\)|bigint|boolean)";
  private static final String COLUMN = NAME + " " + TYPE + "(?: DEFAULT (?:0|false))? NOT NULL";

  private static final Pattern CREATE =
      Pattern.compile(
          "CREATE (?:TEMPORARY )?TABLE IF NOT EXISTS %1$s \\( ?%2$s(?:, %2$s)*(?:, PRIMARY KEY \\(%1$s\\))?\\)(?: DISTKEY \\(%1$s\\))?(?: SORTKEY \\(%1$s\\))?"
              .formatted(NAME, COLUMN));

  /** One column in each statement. */
  private static final Pattern ALTER =
      Pattern.compile("ALTER TABLE %s ADD COLUMN %s".formatted(NAME, COLUMN));

  /** No condition but equality, no parameters, both clauses. */
  private static final Pattern MERGE =
      Pattern.compile(
          "MERGE INTO (%1$s) USING (%1$s) ON \\1\\.%1$s = \\2\\.%1$s WHEN MATCHED THEN UPDATE SET %2$s(?:, %2$s)* WHEN NOT MATCHED THEN INSERT \\(%1$s(?:, %1$s)*\\) VALUES \\(%3$s(?:, %3$s)*\\)"
              .formatted(NAME, NAME + " = \\2\\." + NAME, "\\2\\." + NAME));

  private static final Pattern LOCK = Pattern.compile("LOCK TABLE " + NAME);
  private static final Set<String> BRACKETS_OF_TRANSACTIONS = Set.of("BEGIN", "COMMIT", "ROLLBACK");

  private static final Set<String> WORDS_OF_SELECT =
      Set.of(
          "SELECT", "FROM", "WHERE", "AND", "OR", "IN", "BETWEEN", "ORDER", "BY", "DESC", "LIMIT",
          "GROUP", "AS", "OVER", "TRUE");
  private static final Set<String> WORDS_OF_INSERT = Set.of("INSERT", "INTO", "VALUES", "AS");
  private static final Set<String> WORDS_OF_DELETE =
      Set.of("DELETE", "FROM", "USING", "WHERE", "AND", "OR", "IN", "BETWEEN", "TRUE");

  private static final Set<String> FUNCTIONS =
      Set.of("VERSION", "MAX", "COUNT", "NTILE", "CAST", "TO_VARBYTE");
  private static final Set<String> TYPES = Set.of("VARCHAR", "BIGINT", "BOOLEAN");
  private static final Set<String> OPERATORS =
      Set.of("=", "<", ">", "<=", ">=", "<>", "||", ",", "(", ")", ".", "*");

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<parameter>\\$\\d+)|(?<number>\\d+)"
              + "|(?<text>'[^']*')|(?<operator>\\|\\||<=|>=|<>|[^\\sA-Za-z0-9_$']))");

  private RedshiftSubset() {}

  /**
   * @throws IllegalArgumentException with the statement and what is not documented about it
   */
  public static void require(String sql) {
    if (sql.length() > MAX_BYTES) {
      throw refused(sql, "has more than 16 MB");
    }
    String verb = sql.split(" ", 2)[0];
    switch (verb) {
      case "SELECT" -> requireWords(sql, WORDS_OF_SELECT);
      case "INSERT" -> requireWords(sql, WORDS_OF_INSERT);
      case "DELETE" -> requireWords(sql, WORDS_OF_DELETE);
      case "MERGE" -> requireForm(sql, MERGE);
      case "CREATE" -> requireForm(sql, CREATE);
      case "ALTER" -> requireForm(sql, ALTER);
      case "LOCK" -> requireForm(sql, LOCK);
      default -> {
        if (!BRACKETS_OF_TRANSACTIONS.contains(sql)) {
          throw refused(sql, "begins with " + verb);
        }
      }
    }
  }

  /** As {@link #require}, for a statement in the dialect of the PostgreSQL in Redshift's place. */
  public static void requireOfStandIn(String sql) {
    require(
        sql.replace("decode(", "to_varbyte(")
            .replace(" bytea ", " varbyte(1024000) ")
            .replace("COLLATE \"C\"", "COLLATE CASE_SENSITIVE"));
  }

  private static void requireForm(String sql, Pattern form) {
    if (!form.matcher(sql).matches()) {
      throw refused(sql, "is not of the form " + form);
    }
  }

  private static void requireWords(String sql, Set<String> keywords) {
    List<String> tokens = tokens(sql);
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
      String before = i > 0 ? tokens.get(i - 1) : "";
      if (token.startsWith("$") && Integer.parseInt(token.substring(1)) > MAX_PARAMETER) {
        throw refused(sql, "has the parameter " + token);
      }
      if (before.equalsIgnoreCase("LIMIT") && !token.matches("\\d+")) {
        throw refused(sql, "has a LIMIT that is no number");
      }
      if (Character.isLetter(token.charAt(0))) {
        requireWord(sql, token, before, next, keywords);
      } else if (!token.matches("\\$\\d+|\\d+|'.*'") && !OPERATORS.contains(token)) {
        throw refused(sql, "has the operator " + token);
      }
    }
  }

  private static void requireWord(
      String sql, String word, String before, String next, Set<String> keywords) {
    String upper = word.toUpperCase(Locale.ROOT);
    boolean isKeyword = keywords.contains(upper);
    boolean isType = TYPES.contains(upper) && before.equalsIgnoreCase("AS");
    boolean isFunction = FUNCTIONS.contains(upper) && next.equals("(");
    boolean isTableWithColumns = next.equals("(") && before.equalsIgnoreCase("INTO");
    boolean isName = word.equals(word.toLowerCase(Locale.ROOT)) && !next.equals("(");
    boolean isReserved = isName && RESERVED.contains(upper);
    if (!isKeyword && !isType && !isFunction && !isTableWithColumns && (!isName || isReserved)) {
      throw refused(sql, "has the word " + word);
    }
  }

  private static List<String> tokens(String sql) {
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(sql);
    int end = 0;
    while (end < sql.length() && token.find(end) && token.start() == end) {
      tokens.add(token.group().strip());
      end = token.end();
    }
    if (!sql.substring(end).isBlank()) {
      throw refused(sql, "has something unknown at " + end);
    }
    return tokens;
  }

  private static IllegalArgumentException refused(String sql, String why) {
    return new IllegalArgumentException("not documented for Redshift: " + why + ": " + sql);
  }

  /** Words of PostgreSQL that would pass for names. */
  private static final Set<String> RESERVED =
      Set.of(
          "ANY",
          "ALL",
          "ARRAY",
          "SOME",
          "RETURNING",
          "CONFLICT",
          "ON",
          "DO",
          "NOTHING",
          "WITH",
          "RECURSIVE",
          "FILTER",
          "WITHIN",
          "LATERAL",
          "TABLESAMPLE",
          "SKIP",
          "LOCKED",
          "FOR",
          "ORDINALITY",
          "ONLY",
          "OVERRIDING",
          "SYSTEM",
          "UNNEST",
          "EXCLUDED",
          "JOIN",
          "SET");
}
