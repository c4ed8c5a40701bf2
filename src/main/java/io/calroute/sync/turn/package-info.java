/**
 * Turns: one look at one reference, with the calls that follow. {@code LaneWorkers} decides how
 * long a worker stays with one calendar before others come (a second), that its calls go out one
 * after another, when it looks for work that nobody signalled, and when a sweep can wait no longer;
 * {@code Turns} how many calls a turn has, what is stored before a call, and which other references
 * are woken; {@code Resync} what somebody's asking makes due, and which pauses it ends; {@code
 * Turn} is one.
 *
 * <p>What is called is decided by {@code sync/planner/Planner}; which calendar is next by {@code
 * sync/lane/LaneQueue}; when a failed one is due again by {@code work/Backoff}; the steps stand in
 * {@code src/main/resources/engine/sync-reference.camel.yaml}.
 */
package io.calroute.sync.turn;
