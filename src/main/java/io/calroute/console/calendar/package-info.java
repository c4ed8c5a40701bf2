/**
 * A week of one calendar, as {@code CalendarController} lays it out. Where a block is drawn is
 * decided by {@code console/team/DayGrid}, what a block is called and how many are read by {@code
 * console/team/StandsReading}.
 */
package io.calroute.console.calendar;
