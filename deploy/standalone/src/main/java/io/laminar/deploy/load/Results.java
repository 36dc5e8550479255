package io.laminar.deploy.load;

import io.laminar.load.report.HtmlReport;
import io.laminar.load.result.ResultFolder;
import io.laminar.load.result.ResultFolder.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes everything that is known of a run into a folder. */
public final class Results {

  static final String REPORT = "report.html";

  private Results() {}

  /**
   * Writes the files of {@link ResultFolder} and {@code report.html}.
   *
   * @param title of the report
   */
  public static void write(Path folder, String title, Recorded recorded) throws IOException {
    ResultFolder.write(folder, recorded);
    Files.writeString(folder.resolve(REPORT), HtmlReport.of(title, recorded));
  }
}
