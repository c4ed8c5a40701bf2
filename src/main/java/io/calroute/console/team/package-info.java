/**
 * Team: a day of all calendars, what is wanted against what is known to stand. {@code DayGrid}
 * decides where a block is drawn and which hours are shown, {@code StandsReading} which blocks
 * there are, how many calendars and blocks are read, and how one stands; {@code Block} has the
 * words for that, {@code Stands} is a calendar, {@code TeamController} the page.
 */
package io.calroute.console.team;
