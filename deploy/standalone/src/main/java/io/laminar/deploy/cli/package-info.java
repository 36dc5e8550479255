/**
 * The program {@code laminar}: which commands there are and what each wires together. Holds no
 * logic of its own. Start reading at {@link io.laminar.deploy.cli.Laminar}.
 */
package io.laminar.deploy.cli;
