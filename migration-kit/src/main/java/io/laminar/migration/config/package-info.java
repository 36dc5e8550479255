/**
 * Settings that are declared once, with key, unit, default, range and meaning together, and read
 * once at start from a YAML file, the environment and flags. Nothing here knows what is configured;
 * each feature declares its own settings beside the record they fill. Start reading at {@link
 * io.laminar.migration.config.Setting}.
 */
package io.laminar.migration.config;
