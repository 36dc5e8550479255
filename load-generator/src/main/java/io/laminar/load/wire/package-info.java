/**
 * Connections to the server: a fixed number per event loop, kept open, each with its own few calls
 * under way. Knows nothing of what is sent and never decides how long to wait. Start reading at
 * {@link io.laminar.load.wire.LinePool}.
 */
package io.laminar.load.wire;
