/**
 * Team: a day of all calendars, what is wanted against what is known to stand. {@code DayGrid}
 * decides where a block is drawn.
 */
package io.calroute.console.team;
