/**
 * {@code laminar simulate}: runs simulated migrations from seeds and tells what broke. Starts no
 * server. Start reading at {@link io.laminar.deploy.simulate.SimulateCommand}.
 */
package io.laminar.deploy.simulate;
