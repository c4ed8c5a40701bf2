/**
 * Maps the last callback of each appointment again after a mapping has changed. {@code Remapping}
 * decides what becomes news, {@code Rewriting} which events are written anew, {@code MixedMappings}
 * when all is mapped once more because replicas had different mappings, {@code RemapStore} which
 * remap is next and whose it is, {@code RemapWorkers} how many at a time, and that new callbacks
 * come first; {@code Remap} how many problems are kept.
 *
 * <p>What the callback means beside others is decided by {@code appointment/CallbackEffect}; a
 * preview is {@code sync/dryrun/EditDryRun}'s.
 */
package io.calroute.sync.remap;
