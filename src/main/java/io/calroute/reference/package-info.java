/**
 * References: which event or online meeting stands for which appointment in which calendar. {@code
 * Reference} says how one stands, {@code InFlight} what was sent and not yet answered. {@code
 * ReferenceStore} decides which references become due when something is said anew, which event
 * waits for another and for how long, how those are found that {@code work/Backoff} has given up,
 * and to whom events are handed over; {@code Lanes} which spellings are one calendar; {@code
 * ReferenceWrite} when a write counts (nobody else was faster, the lane is still held) and must be
 * on disk, {@code ReferenceWriter} how many share a commit.
 *
 * <p>Where an appointment is to stand is decided by {@code routing/Routing}; which of its events
 * comes first by {@code sync/planner/ReferenceOrder}; what is done next by {@code
 * sync/planner/Planner}; when a failed one is due again by {@code work/Backoff}.
 */
package io.calroute.reference;
