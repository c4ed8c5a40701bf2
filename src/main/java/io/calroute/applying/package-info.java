/**
 * Callbacks to appointments. {@code CallbackMapper} has them mapped, {@code Sightings} decides
 * which are to be asked for, {@code Applying} stores what {@code CallbackEffect} makes of them,
 * {@code CallbackWorkers} decides when one is tried again.
 */
package io.calroute.applying;
