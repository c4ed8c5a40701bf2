/**
 * Both ways with providers, as operators look at it and set it going; {@code ConnectionProbe}
 * decides what is said of a connection that is tried.
 */
package io.calroute.operations.provider;
