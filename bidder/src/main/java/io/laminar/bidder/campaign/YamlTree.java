package io.laminar.bidder.campaign;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * YAML with the line of each part, from 1. Exactly one of text, items and members is there; none
 * for null.
 */
record YamlTree(int line, String text, List<YamlTree> items, Map<String, YamlTree> members) {

  private static final int MAX_CHARS = 64 * 1024 * 1024;

  /**
   * Reads a document.
   *
   * @param problems gets what is wrong
   * @return null if it is no YAML
   */
  static YamlTree read(String yaml, String name, List<String> problems) {
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARS);
    var factory = YAMLFactory.builder().loaderOptions(options).build();
    try (JsonParser parser = factory.createParser(yaml)) {
      if (parser.nextToken() == null) {
        problems.add(name + ": is empty");
        return null;
      }
      return node(parser, name, problems);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      problems.add(
          name
              + ":"
              + line
              + ": not YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      problems.add(name + ": cannot be read: " + e);
    }
    return null;
  }

  private static YamlTree node(JsonParser parser, String name, List<String> problems)
      throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    return switch (parser.currentToken()) {
      case START_OBJECT -> new YamlTree(line, null, null, members(parser, name, problems));
      case START_ARRAY -> {
        List<YamlTree> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(node(parser, name, problems));
        }
        yield new YamlTree(line, null, items, null);
      }
      case VALUE_NULL -> new YamlTree(line, null, null, null);
      default -> new YamlTree(line, parser.getText(), null, null);
    };
  }

  private static Map<String, YamlTree> members(
      JsonParser parser, String name, List<String> problems) throws IOException {
    Map<String, YamlTree> members = new LinkedHashMap<>();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      int line = parser.currentTokenLocation().getLineNr();
      parser.nextToken();
      if (members.put(key, node(parser, name, problems)) != null) {
        problems.add(name + ":" + line + ": " + key + " is there twice");
      }
    }
    return members;
  }
}
