/**
 * What there was before Calroute began: read, planned, and written once somebody accepts it. {@code
 * BackfillStore} decides when all is read and which replica plans, {@code BackfillWorkers} how much
 * goes into calendars at once and how far calendars are listed at a time, {@code LookAlikes} which
 * events that are there already are taken over instead of made twice (same start, same title),
 * {@code CalendarWindows} that nothing is listed where all is only planned; {@code BackfillPlan}
 * adds up; {@code Backfill} is one.
 *
 * <p>Which days are read is decided by {@code operations/provider/BackfillApi}; how lists are read,
 * in {@code provider/reading}; that what was read is held, by {@code applying/Sightings}.
 */
package io.calroute.sync.backfill;
