/**
 * Simulators of the calendar targets, for tests and for trying Calroute out by hand.
 *
 * <p>{@link io.calroute.sandbox.google.GoogleCalendarSimulator} and {@link
 * io.calroute.sandbox.graph.GraphSimulator} keep the rules that matter to a client that must not
 * lose or double an event: ids, versions, tombstones, limits, and the ways a call can fail. {@link
 * io.calroute.sandbox.Simulators} starts both.
 */
package io.calroute.sandbox;
