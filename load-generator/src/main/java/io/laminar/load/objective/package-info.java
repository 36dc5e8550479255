/**
 * What is demanded of a server, in words that can be checked: {@code p99<=20ms,errors<=0.1%}. Start
 * reading at {@link io.laminar.load.objective.Objective}.
 */
package io.laminar.load.objective;
