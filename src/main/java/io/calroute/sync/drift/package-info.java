/**
 * Drift, what somebody made of our events: {@code DriftRule} decides what follows from it, {@code
 * Drifts} what is said about it.
 */
package io.calroute.sync.drift;
