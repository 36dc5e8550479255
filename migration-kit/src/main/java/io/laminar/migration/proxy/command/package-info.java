/**
 * The commands of Redis that the layer over stores can honour: their arguments, their answers, and
 * for those that it cannot honour the reason. Nothing here knows sockets. Start reading at {@link
 * io.laminar.migration.proxy.command.Commands}.
 */
package io.laminar.migration.proxy.command;
