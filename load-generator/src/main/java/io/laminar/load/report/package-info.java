/**
 * A result as one HTML file with charts, which needs nothing but a browser. Start reading at {@link
 * io.laminar.load.report.HtmlReport}.
 */
package io.laminar.load.report;
