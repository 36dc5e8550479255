/**
 * Real servers for the integration tests, started on first use and shared by all tests of a JVM.
 * The one place that knows whether they run in containers or as child processes. Start reading at
 * {@link io.laminar.deploy.testkit.TestServers}.
 */
package io.laminar.deploy.testkit;
