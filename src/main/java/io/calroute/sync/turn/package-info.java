/**
 * Turns: one look at one reference, with the calls that follow. {@code Turns} has the steps, {@code
 * LaneWorkers} takes them lane by lane, {@code Resync} decides what somebody's asking makes due.
 */
package io.calroute.sync.turn;
