/**
 * The demonstration: real servers, real load, a profile store that is moved there and back, and a
 * statistics queue that falls silent; each claim is checked and told at the end. Start reading at
 * {@link io.laminar.deploy.demo.Demo}.
 */
package io.laminar.deploy.demo;
