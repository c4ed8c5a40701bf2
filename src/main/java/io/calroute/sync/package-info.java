/**
 * The sync: makes calendars equal to what is wanted.
 *
 * <p>Level-triggered: each step looks at what is wanted and at what stands, and does the one next
 * thing that brings them together. {@link io.calroute.sync.planner.Planner} decides and knows
 * nothing of I/O; the workers carry out and decide nothing.
 */
package io.calroute.sync;
