/**
 * What would be done, without doing it: {@code Plans}, and {@code EditDryRun} for edited mappings.
 * The code that decides in earnest decides here, and {@code ObedientTarget} answers.
 */
package io.calroute.sync.dryrun;
