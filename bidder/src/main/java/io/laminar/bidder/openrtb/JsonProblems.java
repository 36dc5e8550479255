package io.laminar.bidder.openrtb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/** Words for what is wrong with JSON, fit to be sent back. */
final class JsonProblems {

  private JsonProblems() {}

  /** Says what makes this input unreadable, without anything but the cause and the offset. */
  static InvalidRequestException unreadable(IOException e) {
    if (e instanceof StreamConstraintsException) {
      return new InvalidRequestException(
          "too large: " + firstLine(e.getMessage()) + "; allowed are " + limits());
    }
    if (e instanceof JsonProcessingException problem) {
      return new InvalidRequestException(
          "not JSON at byte "
              + (problem.getLocation() == null
                  ? -1
                  : Math.max(
                      problem.getLocation().getByteOffset(), problem.getLocation().getCharOffset()))
              + ": "
              + firstLine(problem.getOriginalMessage())
              + "; the body must be one OpenRTB 2.x bid request in UTF-8");
    }
    return new InvalidRequestException("not JSON: " + firstLine(String.valueOf(e.getMessage())));
  }

  private static String limits() {
    return JsonReader.MAX_DEPTH
        + " levels, texts of "
        + JsonReader.MAX_TEXT_CHARS
        + " and numbers of "
        + JsonReader.MAX_NUMBER_CHARS
        + " characters";
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  static void appendPlace(StringBuilder place, JsonStreamContext context) {
    if (context.getParent() != null) {
      appendPlace(place, context.getParent());
    }
    if (context.inArray()) {
      place.append('[').append(context.getCurrentIndex()).append(']');
    } else if (context.inObject() && context.getCurrentName() != null) {
      place.append(place.isEmpty() ? "" : ".").append(shortened(context.getCurrentName()));
    }
  }

  static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
