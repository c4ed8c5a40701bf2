/**
 * Maps the last callback of each appointment again after a mapping has changed: {@code Remapping}
 * decides what becomes news, {@code Rewriting} which events are written anew, {@code MixedMappings}
 * when all is mapped once more.
 */
package io.calroute.sync.remap;
