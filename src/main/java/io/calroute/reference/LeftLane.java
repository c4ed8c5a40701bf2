package io.calroute.reference;

/**
 * A lane that its holder leaves.
 *
 * @param lane id of the lane
 * @param epoch of its lease
 */
record LeftLane(long lane, long epoch) {}
