package io.laminar.bidder.campaign;

import io.laminar.migration.config.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Reads campaigns from YAML. The sample that is built in, {@code campaigns.yaml}, shows and
 * explains every member. All problems of a file are reported together, each with its line.
 */
public final class CampaignFile {

  private static final String SAMPLE = "/io/laminar/bidder/campaign/campaigns.yaml";

  private CampaignFile() {}

  /**
   * Reads a file; blocks.
   *
   * @throws ConfigurationException with every problem found
   */
  public static CampaignSet read(Path path) {
    try {
      return parse(Files.readString(path), path.toString());
    } catch (IOException e) {
      throw new ConfigurationException(List.of(path + ": cannot be read: " + e));
    }
  }

  /** The fifty campaigns that are built in; blocks. */
  public static CampaignSet sample() {
    try (InputStream in = CampaignFile.class.getResourceAsStream(SAMPLE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "built-in campaigns");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + SAMPLE, e);
    }
  }

  /**
   * Reads text.
   *
   * @param name of the source, put before each problem
   * @throws ConfigurationException with every problem found
   */
  public static CampaignSet parse(String yaml, String name) {
    List<String> problems = new ArrayList<>();
    CampaignSet set = null;
    YamlTree root = YamlTree.read(yaml, name, problems);
    if (root != null) {
      set = new CampaignReader(name, problems).read(root);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return set;
  }

  /**
   * Reads one campaign.
   *
   * @param document JSON if it begins with a brace, else YAML
   * @param name of the source, put before each problem
   * @throws ConfigurationException with every problem found
   */
  public static Campaign parseOne(String document, String name) {
    List<String> problems = new ArrayList<>();
    Campaign campaign = null;
    YamlTree root = tree(document, name, problems);
    if (root != null) {
      campaign = new CampaignReader(name, problems).readCampaign(root, 0, new HashSet<>());
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return campaign;
  }

  /**
   * The same document as JSON.
   *
   * @throws ConfigurationException if it is neither YAML nor JSON
   */
  public static String json(String document, String name) {
    List<String> problems = new ArrayList<>();
    YamlTree root = tree(document, name, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return root.toJson();
  }

  private static YamlTree tree(String document, String name, List<String> problems) {
    return document.stripLeading().startsWith("{")
        ? YamlTree.readJson(document, name, problems)
        : YamlTree.read(document, name, problems);
  }
}
