/**
 * Lanes: {@code LaneQueue} decides who works on which calendar and when another replica takes it
 * over, {@code QuotaGate} whether its quota lets a call out, {@code LanePauses} when it pauses
 * after a failure.
 */
package io.calroute.sync.lane;
