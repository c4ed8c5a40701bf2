/**
 * Looks through whole calendars for drift, and for events that stand for nothing. {@code Sweep}
 * decides what is lost, edited or left over, and that many leftovers are not removed unasked;
 * {@code SweepSettings} how often, how old a change must be, and how many leftovers are too many;
 * {@code Sweeping} when the next sweep is; {@code Sweeps} how many calls one makes and what follows
 * a finding; {@code SweepStore} which calendar is due, {@code SweepWorkers} that one is swept at a
 * time.
 *
 * <p>A sweep lists all events with our mark, whatever their day; that is asked for by {@code
 * destination/google/GoogleEvents} and {@code destination/microsoft365/Office365Events}. What an
 * edit is, is decided by {@code sync/planner/EventDifference}, what follows by {@code
 * sync/drift/DriftRule}; a sweep of a calendar that is never free is done by {@code
 * sync/turn/LaneWorkers}.
 */
package io.calroute.sync.sweep;
