/**
 * Drift, what somebody made of our events. {@code DriftRule} decides what follows, by {@code
 * calroute.drift}: put right, left, told, listed; {@code Drifts} what is said about it; {@code
 * DriftStore} until when it is remembered.
 *
 * <p>Whether an event was edited at all, and what staff may change without its being put right, is
 * decided by {@code sync/planner/EventDifference}; whether one was deleted, by {@code
 * sync/sweep/Sweep} and {@code sync/planner/Planner}.
 */
package io.calroute.sync.drift;
