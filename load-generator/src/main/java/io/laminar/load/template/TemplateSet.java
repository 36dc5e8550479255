package io.laminar.load.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The samples that come with the generator. */
public final class TemplateSet {

  private static final String FOLDER = "/openrtb/";

  private TemplateSet() {}

  /**
   * Reads all of them. The names are in an index, because a folder inside a jar cannot be listed in
   * a portable way. Blocks for some milliseconds; called once at start.
   *
   * @param tmaxMillis the deadline that every request made from them states
   */
  public static List<RequestTemplate> load(long tmaxMillis) {
    List<RequestTemplate> templates = new ArrayList<>();
    for (String name : names()) {
      templates.add(RequestTemplate.parse(name, bytes(name), tmaxMillis));
    }
    return List.copyOf(templates);
  }

  /** The names in the index, in its order. */
  static List<String> names() {
    return new String(bytes("index.txt"), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** The sample as it was written. */
  static byte[] bytes(String name) {
    try (InputStream in = TemplateSet.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + FOLDER + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FOLDER + name + " from the jar", e);
    }
  }
}
