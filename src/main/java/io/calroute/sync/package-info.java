/**
 * The sync: makes calendars equal to what is wanted. Level-triggered: each step looks at what is
 * wanted and at what stands, and does the one next thing that brings them together. {@code
 * sync/planner} decides and knows nothing of I/O, {@code sync/turn} carries out, {@code sync/lane}
 * says whose turn it is and keeps to quotas, {@code sync/sweep} and {@code sync/drift} are about
 * what staff changed, {@code sync/backfill} about what was there before, {@code sync/remap}, {@code
 * sync/dryrun} and {@code sync/rebuild} about mappings, plans and lost stores. {@code
 * SyncConfiguration} wires what they share.
 *
 * <p>The steps themselves are the routes {@code
 * src/main/resources/engine/sync-reference.camel.yaml} and {@code
 * src/main/resources/engine/sweep-calendar.camel.yaml}; how many workers and which pauses is set in
 * {@code policy/SyncSettings}; which failure is which in {@code destination/google/GoogleFailures}
 * and {@code destination/microsoft365/Microsoft365Failures}.
 */
package io.calroute.sync;
