/**
 * Compares two stores while both are written, tells apart how they differ, and repairs from the
 * authority, deletes included. Start reading at {@link io.laminar.migration.verify.Verifier}.
 */
package io.laminar.migration.verify;
