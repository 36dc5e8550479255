package io.laminar.deploy.bench;

import io.laminar.load.template.RequestIds;
import io.laminar.load.template.RequestTemplate;
import io.laminar.load.template.RequestWriter;
import io.laminar.load.template.TemplateSet;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Bodies of bid requests: every sample, again and again, each time for another user. */
final class SampleBodies {

  /** Users next to each other in the list are this far apart. */
  private static final long STRIDE = 7_919;

  private SampleBodies() {}

  /**
   * @param perSample how many bodies are made of each sample
   * @param users how many users there are
   * @param tmax the deadline that they state
   */
  static List<Buffer> of(int perSample, int users, Duration tmax) {
    List<RequestTemplate> templates = TemplateSet.load(tmax.toMillis());
    var writer = new RequestWriter(new RequestIds(0, 0));
    List<Buffer> bodies = new ArrayList<>(perSample * templates.size());
    for (int i = 0; i < perSample; i++) {
      for (RequestTemplate template : templates) {
        long number = bodies.size();
        bodies.add(writer.write(template, number, number * STRIDE % users));
      }
    }
    return bodies;
  }
}
