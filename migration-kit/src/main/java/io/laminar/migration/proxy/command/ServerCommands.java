package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.keyspace.Glob;
import io.laminar.migration.proxy.resp.Reply;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the proxy tells of itself. */
final class ServerCommands {

  private static final String GROUP = "server";
  private static final Set<String> ALL_SECTIONS = Set.of("all", "default", "everything");

  private ServerCommands() {}

  static List<Command> all() {
    return List.of(
        Command.saying("info", -1, GROUP, "What there is to know", ServerCommands::info),
        Command.saying(
            "config", -2, GROUP, "A few settings, by names Redis has", ServerCommands::config));
  }

  private static Reply info(Call call) {
    Set<String> wanted = new TreeSet<>();
    for (int i = 1; i < call.size(); i++) {
      wanted.add(call.text(i).toLowerCase(Locale.ROOT));
    }
    boolean everything = wanted.isEmpty() || wanted.stream().anyMatch(ALL_SECTIONS::contains);
    var text = new StringBuilder();
    var sections = new LinkedHashMap<>(call.here().installation().info().get());
    sections.put("Laminar", new JsonObject().put("store", call.here().keyspace().store().name()));
    sections.forEach(
        (section, lines) -> {
          if (everything || wanted.contains(section.toLowerCase(Locale.ROOT))) {
            append(section, lines, text);
          }
        });
    return new Reply.Text(text.toString());
  }

  private static void append(String section, JsonObject lines, StringBuilder text) {
    if (text.length() > 0) {
      text.append("\r\n");
    }
    text.append("# ").append(section).append("\r\n");
    lines.forEach(
        line -> text.append(line.getKey()).append(':').append(line.getValue()).append("\r\n"));
  }

  private static Reply config(Call call) {
    if (!call.keyword(1).equals("GET")) {
      throw CommandException.error(
          "CONFIG "
              + call.keyword(1)
              + " is not honoured: the proxy is set up where it is started");
    }
    if (call.size() < 3) {
      throw CommandException.wrongNumber("config|get");
    }
    List<Glob> patterns = new ArrayList<>();
    for (int i = 2; i < call.size(); i++) {
      patterns.add(
          new Glob(call.keyword(i).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)));
    }
    List<Reply> found = new ArrayList<>();
    for (Map.Entry<String, String> setting :
        new TreeMap<>(call.here().installation().configuration()).entrySet()) {
      if (patterns.stream().anyMatch(pattern -> pattern.matches(setting.getKey()))) {
        found.add(Reply.bulk(setting.getKey()));
        found.add(Reply.bulk(setting.getValue()));
      }
    }
    return new Reply.Pairs(found);
  }
}
