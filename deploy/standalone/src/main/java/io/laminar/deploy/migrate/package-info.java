/**
 * The command {@code laminar migrate}: steers the migration of a running process over its admin
 * API. Start reading at {@link io.laminar.deploy.migrate.MigrateCommand}.
 */
package io.laminar.deploy.migrate;
