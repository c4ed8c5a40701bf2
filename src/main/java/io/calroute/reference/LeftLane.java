package io.calroute.reference;

import java.time.Instant;

/**
 * A lane that its holder leaves.
 *
 * @param lane id of the lane
 * @param epoch of its lease
 * @param floor what is due there became due no earlier, as far as its holder knows
 */
record LeftLane(long lane, long epoch, Instant floor) {}
