package io.calroute.reference;

import java.time.Instant;

/**
 * A lane that its holder leaves.
 *
 * @param lane id of the lane
 * @param epoch of its lease
 * @param floor nothing is due there since an earlier moment, as far as its holder knows
 */
record LeftLane(long lane, long epoch, Instant floor) {}
