/**
 * What a command is, and everything that all commands share: flags made from settings, help, exit
 * codes, messages and an orderly end. Knows no command by name. Start reading at {@link
 * io.laminar.deploy.command.Command}, then {@link io.laminar.deploy.command.CommandTree}.
 */
package io.laminar.deploy.command;
