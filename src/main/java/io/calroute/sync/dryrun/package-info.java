/**
 * What would be done, without doing it: the code that decides in earnest decides here, and {@code
 * ObedientTarget} answers. {@code Plans} decides what is in a plan, {@code PlannedStep} how a step
 * is called, {@code Totals} adds up; {@code EditDryRun} what an edited mapping would change, {@code
 * CallbackDryRun} what would come of a callback, {@code CallbackAgain} what the mapping in use and
 * that on disk make of one; {@code DryRun} how many turns are followed; calls in one are {@code
 * sync/turn/Turns}'. {@code Plan}, {@code EditPreview} and {@code Place} are the results.
 *
 * <p>How many may be asked for at once is {@code operations/web/Paging}'s.
 */
package io.calroute.sync.dryrun;
