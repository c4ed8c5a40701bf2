/**
 * Looks through whole calendars for drift, and for events that stand for nothing: {@code Sweep}
 * decides what is which, {@code SweepStore} when a calendar is looked through.
 */
package io.calroute.sync.sweep;
