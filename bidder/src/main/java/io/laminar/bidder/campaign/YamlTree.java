package io.laminar.bidder.campaign;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * YAML with the line of each part, from 1. Exactly one of text, items and members is there; none
 * for null.
 */
record YamlTree(int line, String text, List<YamlTree> items, Map<String, YamlTree> members) {

  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,15})(\\.\\d{1,9})?");
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
    return read(YAMLFactory.builder().loaderOptions(options).build(), "YAML", yaml, name, problems);
  }

  /** The same of JSON, in which tabs may be blanks. */
  static YamlTree readJson(String json, String name, List<String> problems) {
    return read(new JsonFactory(), "JSON", json, name, problems);
  }

  private static YamlTree read(
      JsonFactory factory, String kind, String text, String name, List<String> problems) {
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        problems.add(name + ": is empty");
        return null;
      }
      YamlTree root = node(parser, name, problems);
      if (parser.nextToken() != null) {
        problems.add(name + ": goes on after its end");
      }
      return root;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      problems.add(
          name
              + ":"
              + line
              + ": not "
              + kind
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      problems.add(name + ": cannot be read: " + e);
    }
    return null;
  }

  /** The same as JSON; what looks like a number or a truth value becomes one. */
  String toJson() {
    var out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toString();
  }

  private void write(JsonGenerator json) throws IOException {
    if (members != null) {
      json.writeStartObject();
      for (Map.Entry<String, YamlTree> member : members.entrySet()) {
        json.writeFieldName(member.getKey());
        member.getValue().write(json);
      }
      json.writeEndObject();
    } else if (items != null) {
      json.writeStartArray();
      for (YamlTree item : items) {
        item.write(json);
      }
      json.writeEndArray();
    } else if (text == null) {
      json.writeNull();
    } else if (text.equals("true") || text.equals("false") || NUMBER.matcher(text).matches()) {
      json.writeRawValue(text);
    } else {
      json.writeString(text);
    }
  }

  /** True for null. */
  boolean isEmpty() {
    return text == null && items == null && members == null;
  }

  /** The map that it is; what is none becomes the only member of one. */
  YamlTree asMap(String key) {
    return members != null ? this : new YamlTree(line, null, null, Map.of(key, this));
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
