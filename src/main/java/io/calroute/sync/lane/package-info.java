/**
 * Lanes: {@code LaneQueue} decides who works on which calendar and when another replica takes it
 * over, {@code QuotaGate} whether its quota lets a call out, {@code LanePauses} that it pauses
 * after a failure; how long is {@code Backoff}'s, in {@code work}.
 */
package io.calroute.sync.lane;
