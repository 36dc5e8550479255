/**
 * The bodies of the requests: real OpenRTB samples, taken apart once, with the id, the user and the
 * deadline of each request filled in. Never builds JSON while the load runs. Start reading at
 * {@link io.laminar.load.template.RequestTemplate}.
 */
package io.laminar.load.template;
