/**
 * What a run leaves behind: a folder with a summary, every second of it, and its distributions
 * without loss, so that runs can be compared and several processes be added up. Start reading at
 * {@link io.laminar.load.result.RunResult} and {@link io.laminar.load.result.ResultFolder}.
 */
package io.laminar.load.result;
